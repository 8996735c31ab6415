// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.data.ImageSet;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import io.twingraph.spec.Presets;
import java.util.function.IntConsumer;

/**
 * All that a session can do, for tests of what it holds meanwhile and not of what it computes: it
 * looks at no number of a tensor.
 */
public final class SessionCourse {
  /** A model whose one wide layer makes 295 kB of each sample. */
  public static final Experiment WIDE =
      Experiment.of(
              "wide",
              Model.of(Input.of(8, 8, 1), Layer.conv2d(2048, 3), Layer.flatten(), Layer.dense(10)))
          .withOptimizer(Optimizer.sgd());

  /** The experiment of {@link #run}. */
  public static final Experiment MATCHED = Presets.matched();

  private static final int WARM_UP = 20;

  private SessionCourse() {}

  /**
   * Trains and does everything else, twice. Each tenth step is on a smaller batch.
   *
   * @param session of {@link #MATCHED}
   * @param steps each time
   * @param mark is told 1 and 2 around steps, 3 after everything else, 4 after more steps
   */
  public static void run(TrainingSession session, int steps, IntConsumer mark) {
    Batch batch = RandomExperiments.batch(MATCHED, MATCHED.batchSize(), 1);
    steps(session, WARM_UP, batch);
    everythingElse(session, batch);
    mark.accept(1);
    steps(session, steps, batch);
    mark.accept(2);
    everythingElse(session, batch);
    mark.accept(3);
    steps(session, steps, batch);
    mark.accept(4);
  }

  private static void steps(TrainingSession session, int steps, Batch batch) {
    Batch last = RandomExperiments.batch(MATCHED, 7, 2);
    for (int step = 1; step <= steps; step++) {
      session.step(step % 10 == 0 ? last : batch);
    }
  }

  private static void everythingElse(TrainingSession session, Batch batch) {
    session.trace(batch);
    session.predict(batch);
    byte[] pixels = new byte[70 * batch.imageSize()];
    ImageSet images =
        ImageSet.wrap(batch.height(), batch.width(), batch.channels(), pixels, new byte[70]);
    session.evaluate(BatchSource.of(images, MATCHED.model().input(), 32));
    session.load(session.parameters());
    session.load(session.optimizerState());
  }

  /**
   * Makes a step that does not fit.
   *
   * @param session of {@link #WIDE}
   * @param samples in the batch
   * @return what the engine said, or that it did fit
   */
  public static String tooLarge(TrainingSession session, int samples) {
    ImageSet images = ImageSet.wrap(8, 8, 1, new byte[samples << 6], new byte[samples]);
    Batch batch = BatchSource.of(images, WIDE.model().input(), samples).iterator().next();
    try {
      session.step(batch);
      return samples + " samples fit";
    } catch (EngineException e) {
      return e.getMessage();
    }
  }
}
