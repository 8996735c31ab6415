// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.contract.SessionCourse;
import io.twingraph.cuda.CudaStandInRun;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Presets;
import io.twingraph.spec.Schedule;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * What runs under the {@link CudaStandIn}, in a JVM of its own: each scenario drives the engine on
 * {@code cuda:0} and marks moments in the stand-in's log. It looks at no number of a tensor: they
 * mean nothing there.
 */
final class StandInScenarios {
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
    session(engine, CudaStandInRun::mark);
    giveBack();
    CudaStandInRun.mark(5);
    session(engine, number -> {});
    giveBack();
    CudaStandInRun.mark(6);
  }

  private static void session(Engine engine, IntConsumer mark) {
    Experiment matched = SessionCourse.MATCHED;
    try (TrainingSession session = engine.open(matched, InitialParameters.draw(matched))) {
      SessionCourse.run(session, STEPS, mark);
    }
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
    Batch few = RandomExperiments.batch(SessionCourse.WIDE, 8, 1);
    try (TrainingSession session =
        engine.open(SessionCourse.WIDE, InitialParameters.draw(SessionCourse.WIDE))) {
      session.step(few);
      TensorMap before = session.parameters();
      TorchCuda.emptyCache();
      CudaStandInRun.mark(1);
      System.out.println(SessionCourse.tooLarge(session, TOO_MANY));
      CudaStandInRun.mark(2);
      System.out.println(SessionCourse.tooLarge(session, MANY));
      CudaStandInRun.mark(3);
      System.out.println("as before: " + session.parameters().equals(before));
      session.step(few);
      session.predict(few);
    }
    giveBack();
    CudaStandInRun.mark(4);
  }
}
