// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.cuda.CudaStandIn;
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
import io.twingraph.spec.Schedule;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * What runs under the {@link CudaStandIn}, in a JVM of its own: each scenario drives the engine on
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

  static final int STEPS = 300;
  static final int WARM_UP = 20;

  /** Steps at one rate, enough for a further recording. */
  static final int SETTLED = TorchGraphs.SETTLED + 10;

  /** Samples whose activation alone does not fit. */
  static final int TOO_MANY = 1000;

  /** Samples whose activation fits, and its gradient not beside it. */
  static final int MANY = 300;

  private StandInScenarios() {}

  /** One argument: the scenario's name. */
  public static void main(String[] arguments) {
    try (Engine engine =
        new TorchEngineProvider().open(new EngineOptions(DeviceRequest.cuda(0), 2))) {
      System.out.println("gpu: " + engine.info().details().get("gpu"));
      switch (arguments[0]) {
        case "trains" -> trains(engine);
        case "runsOut" -> runsOut(engine);
        case "changesRate" -> changesRate(engine);
        case "isCrowded" -> isCrowded(engine);
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
    System.out.println("done");
  }

  /**
   * Marks: 0 before anything; 1 and 2 around steps; 3 after everything else a session can do; 4
   * after more steps; 5 after closing and giving memory back; 6 after all of it again.
   */
  private static void trains(Engine engine) {
    CudaStandInRun.mark(0);
    session(engine, true);
    giveBack();
    CudaStandInRun.mark(5);
    session(engine, false);
    giveBack();
    CudaStandInRun.mark(6);
  }

  private static void session(Engine engine, boolean marked) {
    Experiment matched = Presets.matched();
    Batch batch = RandomExperiments.batch(matched, matched.batchSize(), 1);
    Batch last = RandomExperiments.batch(matched, 7, 2);
    try (TrainingSession session = engine.open(matched, InitialParameters.draw(matched))) {
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

  /**
   * A batch that leaves nothing but zeros behind, so that what no kernel has written is the same in
   * a recorded step and in the plain one it is held against.
   */
  private static Batch zeros(Experiment experiment) {
    Input input = experiment.model().input();
    int samples = experiment.batchSize();
    float[] pixels = new float[samples * input.height() * input.width() * input.channels()];
    return Batch.of(input.height(), input.width(), input.channels(), pixels, new int[samples]);
  }

  /** Marks: 1, 2 and 3 at the end of a time with one rate each; 4 at the end. */
  private static void changesRate(Engine engine) {
    Experiment changing = Presets.matched().withSchedule(Schedule.stepDecay(SETTLED, 0.5));
    Batch batch = zeros(changing);
    try (TrainingSession session = engine.open(changing, InitialParameters.draw(changing))) {
      for (int rate = 1; rate <= 3; rate++) {
        for (int step = 0; step < SETTLED; step++) {
          session.step(batch);
        }
        TorchCuda.emptyCache();
        CudaStandInRun.mark(rate);
      }
    }
    giveBack();
    CudaStandInRun.mark(4);
  }

  /** Steps, a trace and steps, wherever memory ends meanwhile. Mark: 1 at the end. */
  private static void isCrowded(Engine engine) {
    Experiment matched = Presets.matched();
    Batch batch = zeros(matched);
    try (TrainingSession session = engine.open(matched, InitialParameters.draw(matched))) {
      for (int step = 0; step < WARM_UP; step++) {
        session.step(batch);
      }
      session.trace(batch);
      for (int step = 0; step < WARM_UP; step++) {
        session.step(batch);
      }
      System.out.println("graphs: " + session.details().get("cudaGraphs"));
    }
    giveBack();
    CudaStandInRun.mark(1);
  }

  /**
   * All that libtorch holds on the GPU for later. Autograd's thread lets go of its last tensors by
   * itself, a moment after a step, above all after one that failed.
   */
  private static void giveBack() {
    LockSupport.parkNanos(200_000_000L);
    torch_cuda.clearCublasWorkspaces();
    TorchCuda.emptyCache();
  }

  /** Marks: 1 before steps that do not fit, 2 and 3 after each, 4 at the end. */
  private static void runsOut(Engine engine) {
    Batch few = RandomExperiments.batch(WIDE, 8, 1);
    try (TrainingSession session = engine.open(WIDE, InitialParameters.draw(WIDE))) {
      session.step(few);
      TensorMap before = session.parameters();
      TorchCuda.emptyCache();
      CudaStandInRun.mark(1);
      tooLarge(session, TOO_MANY);
      CudaStandInRun.mark(2);
      tooLarge(session, MANY);
      CudaStandInRun.mark(3);
      System.out.println("as before: " + session.parameters().equals(before));
      session.step(few);
      session.predict(few);
    }
    giveBack();
    CudaStandInRun.mark(4);
  }

  private static void tooLarge(TrainingSession session, int samples) {
    ImageSet images = ImageSet.wrap(8, 8, 1, new byte[samples << 6], new byte[samples]);
    Batch batch = BatchSource.of(images, WIDE.model().input(), samples).iterator().next();
    try {
      session.step(batch);
      System.out.println(samples + " samples fit");
    } catch (EngineException e) {
      System.out.println(e.getMessage());
    }
  }
}
