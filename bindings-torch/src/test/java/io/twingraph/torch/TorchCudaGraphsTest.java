// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.contract.EnabledOnCuda;
import io.twingraph.contract.RandomExperiments;
import io.twingraph.cuda.CudaSystem;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import io.twingraph.spec.Presets;
import io.twingraph.spec.Schedule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CUDA graphs on a GPU: a recorded step is the plain step, and takes no memory as it goes. */
@EnabledOnCuda(TorchEngineProvider.NAME)
class TorchCudaGraphsTest {
  /** One segment of libtorch's allocator, which takes memory of the driver in 20 MiB. */
  private static final long ONE_SEGMENT = 20L << 20;

  private static final Experiment MATCHED = Presets.matched();

  private TorchEngine plain;
  private TorchEngine recording;
  private int recordings;

  @BeforeEach
  void openEngines() {
    EngineOptions options = new EngineOptions(DeviceRequest.cuda(0), 2);
    plain = (TorchEngine) new TorchEngineProvider().open(options);
    recording =
        new TorchEngine(plain.info(), true) {
          @Override
          TorchRecorder recorder(TorchStream stream) {
            return counted(super.recorder(stream));
          }
        };
  }

  private TorchRecorder counted(TorchRecorder recorder) {
    return new TorchRecorder() {
      @Override
      public void record(Runnable work) {
        recordings++;
        recorder.record(work);
      }

      @Override
      public void run() {
        recorder.run();
      }

      @Override
      public void close() {
        recorder.close();
      }
    };
  }

  @AfterEach
  void closeEngines() {
    recording.close();
    plain.close();
  }

  private static List<Object> course(TrainingSession session, Experiment experiment, int steps) {
    List<Object> told = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      int size = step % 40 == 0 ? 7 : experiment.batchSize();
      Batch batch = RandomExperiments.batch(experiment, size, step);
      told.add(session.step(batch));
      if (step % 50 == 0) {
        told.add(session.trace(batch).gradients());
        told.add(session.predict(batch));
      }
    }
    told.add(session.parameters());
    told.add(session.optimizerState());
    return told;
  }

  private void same(Experiment experiment, int steps) {
    TensorMap initial = InitialParameters.draw(experiment);
    List<Object> expected;
    try (TrainingSession session = plain.open(experiment, initial)) {
      expected = course(session, experiment, steps);
    }
    try (TrainingSession session = recording.open(experiment, initial)) {
      assertThat(course(session, experiment, steps)).isEqualTo(expected);
      assertThat(session.details()).containsEntry("cudaGraphs", "on");
    }
  }

  @Test
  void hundredRecordedStepsGiveTheBitsOfPlainOnes() {
    same(MATCHED, 100);
    assertThat(recordings).isEqualTo(1);
  }

  @Test
  void velocitiesMoveAsInPlainSteps() {
    same(MATCHED.withOptimizer(new Optimizer.Sgd(0.9, true)), 60);
  }

  @Test
  void rateThatChangesTwiceIsRecordedThreeTimes() {
    same(MATCHED.withSchedule(Schedule.stepDecay(50, 0.5)), 150);
    assertThat(recordings).isEqualTo(3);
  }

  @Test
  void twoSessionsKeepTheirRecordingsApart() {
    TensorMap initial = InitialParameters.draw(MATCHED);
    try (TrainingSession one = recording.open(MATCHED, initial);
        TrainingSession other = recording.open(MATCHED, initial)) {
      for (int step = 1; step <= 30; step++) {
        Batch batch = RandomExperiments.batch(MATCHED, MATCHED.batchSize(), step);
        assertThat(one.step(batch)).isEqualTo(other.step(batch));
      }
      assertThat(one.parameters()).isEqualTo(other.parameters());
      assertThat(one.details()).containsEntry("cudaGraphs", "on");
      assertThat(other.details()).containsEntry("cudaGraphs", "on");
    }
  }

  @Test
  void memoryIsFlatOverFiveThousandStepsAndFreeAgainAfterThem() {
    long before = 0;
    Batch batch = RandomExperiments.batch(MATCHED, MATCHED.batchSize(), 1);
    for (int round = 1; round <= 3; round++) {
      try (TrainingSession session = recording.open(MATCHED, InitialParameters.draw(MATCHED))) {
        for (int step = 1; step <= 500; step++) {
          session.step(batch);
        }
        assertThat(session.details()).containsEntry("cudaGraphs", "on");
        long early = free();
        for (int step = 501; step <= (round == 1 ? 5000 : 600); step++) {
          session.step(batch);
        }
        assertThat(Math.abs(free() - early)).isLessThanOrEqualTo(ONE_SEGMENT);
      }
      TorchCuda.emptyCache();
      if (round == 1) {
        before = free(); // what cuBLAS and cuDNN keep for later is there now
      }
    }
    assertThat(Math.abs(free() - before)).isLessThanOrEqualTo(ONE_SEGMENT);
  }

  private static long free() {
    return CudaSystem.freeBytes(0).orElseThrow();
  }
}
