// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.engine.EngineException;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.StepResult;
import io.twingraph.spec.Experiment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs on what says that it is a GPU: batches come from a thread of their own. */
class TrainingAheadTest {
  private final Experiment experiment = RunFixtures.experiment();
  private final ScriptedEngine engine = new ScriptedEngine();
  private final List<Long> threads = new ArrayList<>();

  @AfterEach
  void noThreadIsLeft() {
    assertThat(gatheringThreads()).isZero();
  }

  private static long gatheringThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("twingraph-batches"))
        .count();
  }

  private EngineRun run(String device) {
    engine.device = device;
    return run(TrainingListener.NONE);
  }

  private EngineRun run(TrainingListener listener) {
    TrainingData data = TrainingData.of(RunFixtures.dataset(700, 300), experiment);
    return new Trainer(experiment, data, listener).run(engine);
  }

  @Test
  void runIsTheSameToTheBitWhereverBatchesAreGathered() {
    EngineRun gpu = run("cuda:0");
    EngineRun cpu = run("cpu");
    assertThat(gpu.complete()).isTrue();
    assertThat(gpu.steps()).isEqualTo(cpu.steps());
    assertThat(gpu.epochs())
        .extracting(EpochRecord::validationLoss)
        .isEqualTo(cpu.epochs().stream().map(EpochRecord::validationLoss).toList());
    assertThat(gpu.predictions()).isEqualTo(cpu.predictions());
    assertThat(gpu.testLoss()).isEqualTo(cpu.testLoss());
    assertThat(gpu.firstBatchSha256()).isEqualTo(cpu.firstBatchSha256());
  }

  @Test
  void aThreadGathersOnAGpuAndNoneOnACpu() {
    engine.onStep = this::counted;
    run("cuda:1");
    assertThat(threads).isNotEmpty().containsOnly(1L);
    threads.clear();
    run("cpu");
    assertThat(threads).isNotEmpty().containsOnly(0L);
  }

  private StepResult counted(StepResult result) {
    threads.add(gatheringThreads());
    return result;
  }

  @Test
  void divergenceInTheMiddleOfAnEpochLeavesNoThread() {
    engine.onStep = result -> new StepResult(Float.NaN, 0);
    assertThat(run("cuda:0").problem()).contains("in epoch 1, step 1 of");
  }

  @Test
  void failureOfTheEngineLeavesNoThread() {
    engine.onStep =
        result -> {
          throw new EngineException("fake", "a step", "out of memory", null);
        };
    assertThat(run("cuda:0").problem())
        .isEqualTo("after step 0: fake failed during a step: out of memory");
    engine.onStep = result -> result;
    engine.onEvaluation = TrainingAheadTest::lost;
    assertThat(run("cuda:0").problem()).endsWith("the device was lost");
  }

  private static Evaluation lost(Evaluation evaluation) {
    throw new EngineException("fake", "an evaluation", "the device was lost", null);
  }

  @Test
  void anyOtherExceptionLeavesNoThread() {
    engine.device = "cuda:0";
    TrainingListener broken =
        new TrainingListener() {
          @Override
          public void stepFinished(
              int epoch, int step, int steps, StepResult result, int images, long imagesSoFar) {
            throw new IllegalStateException("the listener is broken");
          }
        };
    assertThatThrownBy(() -> run(broken)).hasMessage("the listener is broken");
  }
}
