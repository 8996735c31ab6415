// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.cuda.CudaStandInRun;
import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.data.ImageSet;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import io.twingraph.spec.Presets;

/**
 * What runs under the stand-in for CUDA, in a JVM of its own: each scenario drives the engine on
 * {@code cuda:0} and marks moments in the stand-in's log. It looks at no number of a tensor: they
 * mean nothing there.
 */
final class StandInScenarios {
  /** A model whose one wide layer makes 295 kB of each sample. */
  static final Experiment WIDE =
      Experiment.of(
              "wide",
              Model.of(Input.of(8, 8, 1), Layer.conv2d(2048, 3), Layer.flatten(), Layer.dense(10)))
          .withOptimizer(Optimizer.sgd());

  static final int STEPS = 200;
  static final int WARM_UP = 20;

  /** Samples whose activation alone does not fit. */
  static final int TOO_MANY = 3000;

  private StandInScenarios() {}

  /** One argument: the scenario's name. */
  public static void main(String[] arguments) {
    try (Engine engine = new TfEngineProvider().open(new EngineOptions(DeviceRequest.cuda(0), 2))) {
      System.out.println("gpu: " + engine.info().details().get("gpu"));
      System.out.println("devices: " + engine.info().details().get("devices"));
      switch (arguments[0]) {
        case "trains" -> trains(engine);
        case "runsOut" -> runsOut(engine);
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
    System.out.println("done");
  }

  /**
   * Marks: 0 before anything; 1 and 2 around steps; 3 after everything else a session can do; 4
   * after more steps; 5 after closing; 6 after all of it again.
   */
  private static void trains(Engine engine) {
    CudaStandInRun.mark(0);
    session(engine, true);
    CudaStandInRun.mark(5);
    session(engine, false);
    CudaStandInRun.mark(6);
  }

  private static void session(Engine engine, boolean marked) {
    Experiment matched = Presets.matched();
    Batch batch = RandomExperiments.batch(matched, matched.batchSize(), 1);
    Batch last = RandomExperiments.batch(matched, 7, 2);
    TensorMap initial = InitialParameters.draw(matched);
    try (TrainingSession session = engine.open(matched, initial)) {
      System.out.println("details: " + session.details());
      System.out.println("as given: " + session.parameters().equals(initial));
      steps(session, WARM_UP, batch, last);
      everythingElse(session, batch, matched);
      mark(marked, 1);
      steps(session, STEPS, batch, last);
      mark(marked, 2);
      everythingElse(session, batch, matched);
      mark(marked, 3);
      steps(session, STEPS, batch, last);
      mark(marked, 4);
    }
  }

  private static void mark(boolean marked, int number) {
    if (marked) {
      CudaStandInRun.mark(number);
    }
  }

  private static void steps(TrainingSession session, int steps, Batch batch, Batch last) {
    for (int step = 1; step <= steps; step++) {
      session.step(step % 10 == 0 ? last : batch);
    }
  }

  private static void everythingElse(TrainingSession session, Batch batch, Experiment experiment) {
    session.trace(batch);
    session.predict(batch);
    byte[] pixels = new byte[70 * batch.imageSize()];
    ImageSet images =
        ImageSet.wrap(batch.height(), batch.width(), batch.channels(), pixels, new byte[70]);
    session.evaluate(BatchSource.of(images, experiment.model().input(), 32));
    session.load(session.parameters());
    session.load(session.optimizerState());
  }

  /** Marks: 1 before a step that does not fit, 2 after it, 3 after one that does. */
  private static void runsOut(Engine engine) {
    Batch few = RandomExperiments.batch(WIDE, 8, 1);
    try (TrainingSession session = engine.open(WIDE, InitialParameters.draw(WIDE))) {
      session.step(few);
      TensorMap before = session.parameters();
      CudaStandInRun.mark(1);
      tooLarge(session);
      CudaStandInRun.mark(2);
      System.out.println("as before: " + session.parameters().equals(before));
      session.step(few);
      session.predict(few);
      CudaStandInRun.mark(3);
    }
  }

  private static void tooLarge(TrainingSession session) {
    ImageSet images = ImageSet.wrap(8, 8, 1, new byte[TOO_MANY << 6], new byte[TOO_MANY]);
    Batch batch = BatchSource.of(images, WIDE.model().input(), TOO_MANY).iterator().next();
    try {
      session.step(batch);
      System.out.println(TOO_MANY + " samples fit");
    } catch (EngineException e) {
      System.out.println(e.getMessage());
    }
  }
}
