// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.compare.DeviceRounding;
import io.twingraph.contract.EnabledOnCuda;
import io.twingraph.contract.RandomExperiments;
import io.twingraph.cuda.CudaSystem;
import io.twingraph.data.Batch;
import io.twingraph.data.Datasets;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.parity.Parity;
import io.twingraph.parity.ParityMode;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.ParityVerdict;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Presets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TensorFlow on a GPU: where operations run, what memory does, and how far it is from the CPU. */
@EnabledOnCuda(TfEngineProvider.NAME)
class TfCudaSessionTest {
  private static final Experiment MATCHED = Presets.matched();

  /** TensorFlow's allocator grows in powers of two and keeps what it has: then nothing moves. */
  private static final long NOTHING_MUCH = 20L << 20;

  private static Engine open() {
    return new TfEngineProvider().open(new EngineOptions(DeviceRequest.cuda(0), 2));
  }

  @Test
  void everyOperationOfAStepRunsOnTheGpu() {
    try (Engine engine = open();
        TrainingSession session = engine.open(MATCHED, InitialParameters.draw(MATCHED))) {
      assertThat(session.details())
          .doesNotContainKey(TrainingSession.NOTICE)
          .containsKey("placement");
    }
  }

  @Test
  void lookingWhereOperationsRunLeavesTheParametersAsGiven() {
    TensorMap initial = InitialParameters.draw(MATCHED);
    try (Engine engine = open();
        TrainingSession session = engine.open(MATCHED, initial)) {
      assertThat(session.parameters()).isEqualTo(initial);
      assertThat(session.optimizerState().steps()).isZero();
    }
  }

  @Test
  void deviceMemoryIsFlatOverFiveThousandSteps() {
    Batch batch = RandomExperiments.batch(MATCHED, MATCHED.batchSize(), 1);
    Batch last = RandomExperiments.batch(MATCHED, 7, 2);
    try (Engine engine = open();
        TrainingSession session = engine.open(MATCHED, InitialParameters.draw(MATCHED))) {
      long early = 0;
      for (int step = 1; step <= 5000; step++) {
        session.step(step % 50 == 0 ? last : batch);
        if (step == 500) {
          early = free();
        }
      }
      assertThat(Math.abs(free() - early))
          .as("free at step 500: %,d bytes, at step 5,000: %,d bytes", early, free())
          .isLessThanOrEqualTo(NOTHING_MUCH);
    }
  }

  /** Ten times what two CPUs are allowed ({@link DeviceRounding}). */
  @ParameterizedTest
  @EnumSource
  void lockStepWithTheCpuFindsRoundingOnly(ParityMode mode) {
    TrainingData data = TrainingData.of(Datasets.load("digits").limit(1000, 200), MATCHED);
    ParityReport report =
        Parity.of(MATCHED, data)
            .engines(new TfEngineProvider(), new TfEngineProvider())
            .devices(DeviceRequest.CPU, DeviceRequest.cuda(0))
            .reference(Parity.ReferenceUse.IF_AVAILABLE)
            .mode(mode)
            .steps(10)
            .run();
    assertThat(report.engines()).extracting("device").containsExactly("cpu", "cuda:0");
    assertThat(report.verdict())
        .as(report.describe())
        .isIn(ParityVerdict.ROUNDING_ONLY, ParityVerdict.IDENTICAL);
  }

  private static long free() {
    return CudaSystem.freeBytes(0).orElseThrow();
  }
}
