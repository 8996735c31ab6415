// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

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
import java.util.function.IntConsumer;

/**
 * What runs under the stand-in for CUDA, in a JVM of its own: each scenario drives the engine on
 * {@code cuda:0} and marks moments in the stand-in's log. It looks at no number of a tensor: they
 * mean nothing there.
 */
final class StandInScenarios {
  static final int STEPS = 200;

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
    session(engine, CudaStandInRun::mark);
    CudaStandInRun.mark(5);
    session(engine, number -> {});
    CudaStandInRun.mark(6);
  }

  private static void session(Engine engine, IntConsumer mark) {
    TensorMap initial = InitialParameters.draw(SessionCourse.MATCHED);
    try (TrainingSession session = engine.open(SessionCourse.MATCHED, initial)) {
      System.out.println("details: " + session.details());
      System.out.println("as given: " + session.parameters().equals(initial));
      SessionCourse.run(session, STEPS, mark);
    }
  }

  /** Marks: 1 before a step that does not fit, 2 after it, 3 after one that does. */
  private static void runsOut(Engine engine) {
    Batch few = RandomExperiments.batch(SessionCourse.WIDE, 8, 1);
    try (TrainingSession session =
        engine.open(SessionCourse.WIDE, InitialParameters.draw(SessionCourse.WIDE))) {
      session.step(few);
      TensorMap before = session.parameters();
      CudaStandInRun.mark(1);
      System.out.println(SessionCourse.tooLarge(session, TOO_MANY));
      CudaStandInRun.mark(2);
      System.out.println("as before: " + session.parameters().equals(before));
      session.step(few);
      session.predict(few);
      CudaStandInRun.mark(3);
    }
  }
}
