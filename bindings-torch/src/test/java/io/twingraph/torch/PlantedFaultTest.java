// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import io.twingraph.torch.FaultLockStep.Difference;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault is what its sentence says: there from its step and place on, and not before. */
class PlantedFaultTest {
  private static final EngineOptions OPTIONS = new EngineOptions(DeviceRequest.CPU, 2);

  /** Stages whose tensors do not depend on each other: a fault in one layer is seen in one. */
  private static final Set<String> SEPARATE =
      Set.of("initial parameters", "parameter gradient", "updated parameters", "optimizer state");

  /** Times the tolerance, so that what else differs between two engines does not hide a fault. */
  private static final double CLEARLY = 5;

  private Engine plain;

  @BeforeEach
  void openPlainEngine() {
    plain = new TorchEngineProvider().open(OPTIONS);
  }

  @AfterEach
  void closePlainEngine() {
    plain.close();
  }

  @ParameterizedTest
  @EnumSource
  void faultShowsFirstAtItsStepAndPlace(PlantedFault fault) {
    List<Difference> differences = differences(fault);
    assertThat(differences).isNotEmpty();
    Difference first = differences.get(0);
    PlantedFault.Place place = fault.places().get(0);
    assertThat(first.step()).isEqualTo(fault.firstStep());
    assertThat(first.stage()).isEqualTo(place.stage());
    if (!place.tensor().isEmpty()) {
      assertThat(first.tensor()).isEqualTo(place.tensor());
    }
    List<String> tensors =
        differences.stream()
            .filter(d -> d.step() == first.step() && d.stage().equals(first.stage()))
            .map(Difference::tensor)
            .toList();
    if (SEPARATE.contains(place.stage()) && !place.tensor().isEmpty()) {
      assertThat(tensors).containsExactly(place.tensor());
    }
  }

  @ParameterizedTest
  @EnumSource
  void faultIsFarMoreThanRoundingInEachOfItsPlaces(PlantedFault fault) {
    List<Difference> differences = differences(fault);
    for (PlantedFault.Place place : fault.places()) {
      assertThat(differences)
          .as("%s", place)
          .anyMatch(
              d ->
                  d.excess() > CLEARLY
                      && d.step() == fault.firstStep()
                      && d.stage().equals(place.stage())
                      && (place.tensor().isEmpty() || d.tensor().equals(place.tensor())));
    }
  }

  private List<Difference> differences(PlantedFault fault) {
    try (Engine faulty = new FaultyTorchProvider(fault).open(OPTIONS)) {
      return FaultLockStep.differences(fault, plain, faulty);
    }
  }

  @ParameterizedTest
  @EnumSource
  void faultSaysWhatAndWhere(PlantedFault fault) {
    assertThat(fault.sentence()).endsWith(".").doesNotContain("null");
    assertThat(fault.ledgerRows()).allMatch(row -> row >= 1 && row <= 19);
    assertThat(fault.places()).isNotEmpty();
    assertThat(fault.steps()).isGreaterThanOrEqualTo(fault.firstStep());
    if (!fault.layer().isEmpty() && !fault.layer().equals("loss")) {
      assertThat(fault.experiment().model().layerNames()).contains(fault.layer());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void partsThatCanBeReplacedAreOtherwiseThePlainOnesInEveryBit(long seed) {
    Experiment experiment = RandomExperiments.experiment(seed);
    TensorMap initial = InitialParameters.draw(experiment);
    // A fault of evaluation leaves the replaced lowering and optimizer nothing to do wrong.
    EngineProvider replaced = new FaultyTorchProvider(PlantedFault.LAST_BATCH_DROPPED);
    try (Engine engine = replaced.open(OPTIONS);
        TrainingSession session = engine.open(experiment, initial);
        TrainingSession expected = plain.open(experiment, initial)) {
      for (int step = 0; step < 4; step++) {
        Batch batch = RandomExperiments.batch(experiment, experiment.batchSize(), seed + step);
        assertThat(session.trace(batch)).isEqualTo(expected.trace(batch));
        assertThat(session.step(batch)).isEqualTo(expected.step(batch));
      }
      assertThat(session.parameters()).isEqualTo(expected.parameters());
      assertThat(session.optimizerState()).isEqualTo(expected.optimizerState());
    }
  }

  @Test
  void faultyProviderGivesItselfOutForTheRealOne() {
    EngineProvider real = new TorchEngineProvider();
    EngineProvider faulty = new FaultyTorchProvider(PlantedFault.EPSILON_HAT);
    assertThat(faulty.name()).isEqualTo(real.name());
    assertThat(faulty.environment(2)).isEqualTo(real.environment(2));
    assertThat(faulty.jvmArguments()).isEqualTo(real.jvmArguments());
    try (Engine engine = faulty.open(OPTIONS)) {
      assertThat(engine.info()).isEqualTo(plain.info());
    }
  }
}
