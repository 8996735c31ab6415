// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.compare.DeviceRounding;
import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.run.RunFixtures;
import io.twingraph.spec.Experiment;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NoiseTwinsTest {
  private static final Experiment EXPERIMENT = RunFixtures.experiment();
  private static final NoiseTwins NO_TWINS = new NoiseTwins(Map.of(), DeviceRounding.CPU);

  @Test
  void everyValueMovesByOneFloat32StepAndZerosStay() {
    TensorMap drawn = InitialParameters.draw(EXPERIMENT);
    TensorMap moved = NoiseTwins.perturbed(drawn, 1);
    assertThat(moved.names()).containsExactlyElementsOf(drawn.names());
    int up = 0;
    int down = 0;
    for (String name : drawn.names()) {
      HostTensor before = drawn.get(name);
      float[] after = moved.get(name).data();
      assertThat(moved.get(name).shape()).isEqualTo(before.shape());
      for (int i = 0; i < after.length; i++) {
        float value = before.data()[i];
        if (value == 0) {
          assertThat(after[i]).isZero();
        } else {
          assertThat(after[i]).isIn(Math.nextUp(value), Math.nextDown(value));
          up += after[i] > value ? 1 : 0;
          down += after[i] < value ? 1 : 0;
        }
      }
    }
    assertThat(moved.get("dense/bias").data()).containsOnly(0);
    assertThat(Math.min(up, down)).isGreaterThan((up + down) / 4);
  }

  @Test
  void sameSeedMovesTheSameWay() {
    TensorMap drawn = InitialParameters.draw(EXPERIMENT);
    assertThat(NoiseTwins.perturbed(drawn, 1)).isEqualTo(NoiseTwins.perturbed(drawn, 1));
    assertThat(NoiseTwins.perturbed(drawn, 1)).isNotEqualTo(NoiseTwins.perturbed(drawn, 2));
  }

  @Test
  void envelopeIsAThousandthInTheFirstTenStepsAndTheToleranceAfterThem() {
    assertThat(NO_TWINS.step(null, 1, 2, null)).isEqualTo(1e-3);
    assertThat(NO_TWINS.step(null, 10, 2, null)).isEqualTo(1e-3);
    assertThat(NO_TWINS.step(null, 11, 2, null)).isCloseTo(1e-6 + 2e-5, within(1e-18));
  }

  @Test
  void envelopeAfterTenStepsIsTenTimesAsWideOnAGpu() {
    NoiseTwins onAGpu = new NoiseTwins(Map.of(), DeviceRounding.GPU);
    assertThat(onAGpu.step(null, 10, 2, null)).isEqualTo(1e-3);
    assertThat(onAGpu.step(null, 11, 2, null)).isCloseTo(1e-5 + 2e-4, within(1e-18));
  }

  @Test
  void envelopeIsThreeTimesTheLargestDistanceSoFar() {
    NoiseTwins twins = new NoiseTwins(Map.of(), DeviceRounding.CPU);
    assertThat(twins.step(null, 1, 2, 2.0001)).isEqualTo(1e-3);
    assertThat(twins.step(null, 2, 2, 2.25)).isEqualTo(0.75);
    assertThat(twins.step(null, 3, 2, 1.875)).isEqualTo(0.75);
    assertThat(twins.step(null, 20, 2, 1.5)).isEqualTo(1.5);
  }

  @Test
  void lossThatIsNoNumberIsInfinitelyFarAlsoFromItself() {
    assertThat(NoiseTwins.apart(Double.NaN, Double.NaN)).isInfinite();
    assertThat(NoiseTwins.apart(Double.NaN, 1)).isInfinite();
    assertThat(NoiseTwins.apart(1, Double.POSITIVE_INFINITY)).isInfinite();
    double inf = Double.POSITIVE_INFINITY;
    assertThat(NoiseTwins.apart(inf, inf)).isInfinite();
  }

  @Test
  void twinWhoseLossIsNoNumberEndsTheEnvelopeAndDoesNotWidenIt() {
    NoiseTwins twins = new NoiseTwins(Map.of(), DeviceRounding.CPU);
    assertThat(twins.step(null, 11, 1, 1.0)).isPositive();
    assertThat(twins.lost()).isNull();
    assertThat(twins.step(null, 12, 1, Double.NaN)).isNull();
    assertThat(twins.lost()).isEqualTo("the float64 reference");
    assertThat(twins.step(null, 13, 1, 1.0)).isNull();
  }

  @Test
  void twinsTakeEachStepAndWidenTheEnvelope() {
    TensorMap drawn = InitialParameters.draw(EXPERIMENT);
    TensorMap zeros = Parameters.between(drawn, drawn, 0);
    for (HostTensor tensor : zeros.asMap().values()) {
      Arrays.fill(tensor.data(), 0);
    }
    Batch batch = RandomExperiments.batch(EXPERIMENT, 4, 1);
    try (Engine engine = new FakeEngineProvider().open(EngineOptions.DEFAULT);
        TrainingSession session = engine.open(EXPERIMENT, drawn);
        NoiseTwins twins =
            new NoiseTwins(
                Map.of("zeros", LiveSubject.open(engine, "zeros", EXPERIMENT, zeros)),
                DeviceRounding.CPU)) {
      assertThat(twins.names()).containsExactly("zeros");
      double loss = session.trace(batch).loss();
      double envelope = twins.step(batch, 1, loss, null);
      // Three equal logits: ln 3.
      assertThat(envelope).isCloseTo(3 * Math.abs(Math.log(3) - loss), within(1e-6));
      double later = twins.step(batch, 2, loss, null);
      assertThat(later).isGreaterThanOrEqualTo(envelope);
    }
  }
}
