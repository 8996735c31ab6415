// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.data.Datasets;
import io.twingraph.engine.EngineProvider;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static final List<EngineProvider> ENGINES = List.of(new FakeEngineProvider());

  @Test
  void deterministicEngineHasNoNoise() {
    Experiment experiment =
        Experiment.of("small", Model.of(Input.of(8, 8, 1), Layer.flatten(), Layer.dense(10)))
            .withBatchSize(8);
    TrainingData data = TrainingData.of(Datasets.load("digits").limit(40, 10), experiment);
    List<String> told = new ArrayList<>();
    List<NoiseFloor> floors =
        new Calibration(experiment, data, 10, 2, true).measure(ENGINES, told::add);
    assertThat(floors).extracting(NoiseFloor::against).containsExactly("itself", "1 thread");
    assertThat(told).containsExactly("fake against itself", "fake against 1 thread");
    assertThat(floors)
        .allSatisfy(
            floor -> {
              assertThat(floor.steps()).isEqualTo(3);
              assertThat(floor.rows()).isNotEmpty().allMatch(StageRow::identical);
            });
  }

  @Test
  void engineWithOneThreadIsMeasuredAgainstTwo() {
    Experiment experiment =
        Experiment.of("small", Model.of(Input.of(8, 8, 1), Layer.flatten(), Layer.dense(10)));
    TrainingData data = TrainingData.of(Datasets.load("digits").limit(40, 10), experiment);
    assertThat(new Calibration(experiment, data, 1, 1, false).measure(ENGINES, what -> {}))
        .extracting(NoiseFloor::against)
        .containsExactly("itself", "2 threads");
  }
}
