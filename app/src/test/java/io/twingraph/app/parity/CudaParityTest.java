// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.contract.EnabledOnCuda;
import io.twingraph.data.Datasets;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.parity.Parity;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.ParityVerdict;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Presets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Both engines on one GPU, in one process, against each other and the float64 reference. */
@EnabledOnCuda("torch")
@Tag("tensorflow")
class CudaParityTest {
  @Test
  @EnabledOnCuda("tensorflow")
  void theEnginesDifferByRoundingOnly() {
    Experiment matched = Presets.matched();
    TrainingData data = TrainingData.of(Datasets.load("digits").limit(1000, 200), matched);
    ParityReport report =
        Parity.of(matched, data)
            .engines("torch", "tensorflow")
            .device(DeviceRequest.cuda(0))
            .steps(10)
            .run();
    assertThat(report.engines()).extracting("device").containsExactly("cuda:0", "cuda:0");
    assertThat(report.verdict())
        .as(report.describe())
        .isIn(ParityVerdict.ROUNDING_ONLY, ParityVerdict.IDENTICAL);
  }
}
