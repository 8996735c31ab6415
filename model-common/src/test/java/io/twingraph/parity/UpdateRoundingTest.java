// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static io.twingraph.parity.Tensors.vector;
import static io.twingraph.parity.Tensors.vector64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.engine.HostTensor;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.TensorMap;
import io.twingraph.run.RunFixtures;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Single values under {@link UpdateRule}, worked out by hand. */
class UpdateRoundingTest {
  private static final float INF = Float.POSITIVE_INFINITY;

  /** The share of plain SGD at this rate, each tensor a bias. */
  private static UpdateErrors plain(double rate, HostTensor p0, HostTensor g, HostTensor p1) {
    Experiment experiment = RunFixtures.experiment().withLearningRate(rate);
    return check(experiment, p0, g, p1, Map.of(), Map.of());
  }

  private static UpdateErrors check(
      Experiment experiment,
      HostTensor p0,
      HostTensor g,
      HostTensor p1,
      Map<String, HostTensor> before,
      Map<String, HostTensor> after) {
    UpdateFindings found = new UpdateFindings();
    new UpdateRule(experiment, 1, 1, Tensors.EXACT)
        .check(
            "p",
            Map.of("p", p0),
            g,
            new OptimizerState(0, new TensorMap(before)),
            Map.of("p", p1),
            new OptimizerState(1, new TensorMap(after)),
            found);
    return found.parameters().get("p");
  }

  private static UpdateErrors plain(double rate, float p0, float g, float p1) {
    UpdateErrors float32 = plain(rate, vector(p0), vector(g), vector(p1));
    UpdateErrors float64 = plain(rate, vector64(p0), vector64(g), vector64(p1));
    assertThat(float64.passes()).as("in float64").isEqualTo(float32.passes());
    return float32;
  }

  @Test
  void moveBelowHalfAFloat32StepMayLeaveTheParameterWhereItIs() {
    // 0.05 * 1e-6 = 5e-8 is less than half of 2^-23.
    UpdateErrors still = plain(0.05, 1, 1e-6f, 1);
    assertThat(still.passes()).isTrue();
    assertThat(still.share()).isCloseTo(5e-8 / 0x1p-22, within(1e-6)); // 4 * 2^-24 is allowed
    // Two steps up are too many.
    assertThat(plain(0.05, 1, 1e-6f, 1 + 0x1p-22f).passes()).isFalse();
    // A thousand times as large a move may not be dropped.
    assertThat(plain(0.05, 1, 1e-3f, 1).passes()).isFalse();
  }

  @Test
  void wrongMoveIsGivenWithWhatItShouldBe() {
    UpdateErrors errors = plain(0.5, vector(1, 4), vector(0, 2), vector(1, 2.5f));
    assertThat(errors.worst()).isEqualTo(1);
    assertThat(errors.expected()).isEqualTo(3);
    assertThat(errors.allowed()).isEqualTo(5 * 0x1p-22);
    assertThat(errors.share()).isCloseTo(0.5 / (5 * 0x1p-22), within(1e-6));
    assertThat(plain(0.5, vector(4), vector(2), vector(3)).worst()).isEqualTo(-1);
  }

  @Test
  void nanIsNeverRightAndInfinityOnlyAsTheFormulaGivesIt() {
    assertThat(plain(1, 1, Float.NaN, Float.NaN).passes()).isFalse();
    assertThat(plain(1, 1, Float.NaN, 1).passes()).isFalse();
    assertThat(plain(1, 1, 1, Float.NaN).passes()).isFalse();
    assertThat(plain(1, 1, INF, -INF).passes()).isTrue();
    assertThat(plain(1, 1, INF, INF).passes()).isFalse();
    assertThat(plain(1, 1, INF, 1).passes()).as("an infinite gradient is ignored").isFalse();
    assertThat(plain(1, 1, 1, INF).passes()).isFalse();
  }

  @Test
  void numberTooLargeForFloat32MayBeAnInfinityOfItsSign() {
    assertThat(plain(1, -3e38f, 2e38f, -INF).passes()).isTrue();
    assertThat(plain(1, -3e38f, 2e38f, INF).passes()).isFalse();
    assertThat(plain(1, -3e38f, 2e38f, -Float.MAX_VALUE).passes()).isFalse();
  }

  @Test
  void worstOfALargeTensorIsFoundInEveryPart() {
    int size = (1 << 19) + 3;
    float[] p0 = Tensors.random(size, 1);
    float[] g = Tensors.random(size, 2);
    float[] p1 = new float[size];
    for (int i = 0; i < size; i++) {
      p1[i] = (float) (p0[i] - 0.25 * g[i]);
    }
    assertThat(plain(0.25, vector(p0), vector(g), vector(p1)).passes()).isTrue();
    for (int at : new int[] {0, 1024, size / 2, size - 1}) {
      float[] wrong = p1.clone();
      wrong[at] += 1e-3f;
      UpdateErrors errors = plain(0.25, vector(p0), vector(g), vector(wrong));
      assertThat(errors.passes()).isFalse();
      assertThat(errors.worst()).isEqualTo(at);
    }
  }

  @Test
  void firstStepOfAdamIsTheRateItself() {
    // m = 0.1 * 2, v = 0.01 * 4; corrected 2 and 4; 2 / (2 + 0.5) = 0.8.
    Experiment experiment =
        RunFixtures.experiment()
            .withOptimizer(new Optimizer.Adam(0.9, 0.99, 0.5))
            .withLearningRate(0.5);
    Map<String, HostTensor> zero = Map.of("p/m", vector(0), "p/v", vector(0));
    Map<String, HostTensor> slots = Map.of("p/m", vector(0.2f), "p/v", vector(0.04f));
    UpdateErrors right = check(experiment, vector(1), vector(2), vector(0.6f), zero, slots);
    assertThat(right.passes()).isTrue();
    UpdateErrors off = check(experiment, vector(1), vector(2), vector(0.6001f), zero, slots);
    assertThat(off.passes()).isFalse();
    assertThat(off.expected()).isCloseTo(0.6, within(1e-7));
  }
}
