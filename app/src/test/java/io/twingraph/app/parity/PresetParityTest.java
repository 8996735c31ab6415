// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.contract.SuiteThreads;
import io.twingraph.data.Datasets;
import io.twingraph.parity.Parity;
import io.twingraph.parity.ParityReport;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Presets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The presets that are files mean the same on both engines. */
class PresetParityTest {
  static Stream<Experiment> presets() {
    return Stream.of(Presets.lenet5(), Presets.mlp());
  }

  @ParameterizedTest
  @MethodSource("presets")
  void tenStepsAreTheSameButForRounding(Experiment preset) {
    ParityReport report =
        Parity.of(preset, TrainingData.of(Datasets.load("digits").limit(1000, 100), preset))
            .engines("torch", "tensorflow")
            .threads(SuiteThreads.COUNT)
            .steps(10)
            .run();
    assertThat(report.verdict().isAgreement()).as(report.describe()).isTrue();
  }
}
