// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static io.twingraph.parity.Tensors.vector;
import static io.twingraph.parity.Tensors.vector64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.engine.HostTensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Magnitude}, {@link Distance}, {@link MoveFit} and {@link FloatBlocks}. */
class MeasuresTest {
  private static final float INF = Float.POSITIVE_INFINITY;

  @Test
  void largestMagnitudeIsThatOfTheFiniteValues() {
    assertThat(vector(1, -3, 2).largestMagnitude()).isEqualTo(3);
    assertThat(vector(1, Float.NaN, -2).largestMagnitude()).isEqualTo(2);
    assertThat(vector(1, -INF, INF).largestMagnitude()).isEqualTo(1);
    assertThat(vector(Float.NaN).largestMagnitude()).isZero();
    assertThat(vector().largestMagnitude()).isZero();
    assertThat(vector64(-1e300, Double.NaN, 5).largestMagnitude()).isEqualTo(1e300);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, (1 << 18) + 1, 1 << 19, (1 << 19) + 1})
  void largestMagnitudeIsFoundInEveryPart(int size) {
    for (int at : new int[] {0, size / 2, size - 1}) {
      float[] values = Tensors.random(size, 8);
      values[at] = -7;
      assertThat(vector(values).largestMagnitude()).as("at %d", at).isEqualTo(7);
      values[size / 3] = size / 3 == at ? -7 : Float.NaN;
      assertThat(vector(values).largestMagnitude()).isEqualTo(7);
    }
  }

  @Test
  void rootMeanSquareCountsWhatIsNotFiniteAsZero() {
    assertThat(Magnitude.rms(vector(3, 4))).isEqualTo(Math.sqrt(12.5));
    assertThat(Magnitude.rms(vector(3, 4, Float.NaN, INF))).isEqualTo(2.5);
    assertThat(Magnitude.rms(vector())).isZero();
  }

  @Test
  void distanceFromTheTruthIsARootMeanSquare() {
    assertThat(Distance.rms(vector(1, 2), vector64(4, -2))).isEqualTo(Math.sqrt(12.5));
    assertThat(Distance.rms(vector64(1, 2), vector(4, -2))).isEqualTo(Math.sqrt(12.5));
    assertThat(Distance.rms(vector(1, 2), vector(1, 2))).isZero();
    assertThat(Distance.rms(vector(0.1f), vector64(0.1))).isEqualTo(0.1f - 0.1);
    assertThat(Distance.rms(vector(), vector64())).isZero();
  }

  @Test
  void distanceAddsUpEveryBlock() {
    int size = (1 << 16) - 5;
    float[] values = new float[size];
    values[0] = 3;
    values[size / 2] = 4;
    values[size - 1] = 12;
    double expected = 13 / Math.sqrt(size);
    assertThat(Distance.rms(vector(values), vector64(new double[size])))
        .isCloseTo(expected, within(1e-15));
  }

  @Test
  void distanceOfALargeTensorIsThatOfEveryFourthBlock() {
    int size = (1 << 19) + 5;
    float[] values = new float[size];
    Arrays.fill(values, 2);
    Arrays.fill(values, 1024, 4096, 100); // between the first block and the fifth
    assertThat(Distance.rms(vector(values), vector64(new double[size]))).isEqualTo(2);
    values[4096] = 1000;
    assertThat(Distance.rms(vector(values), vector64(new double[size]))).isGreaterThan(2.5);
  }

  @Test
  void rateAndDecayOfAMoveAreRecovered() {
    float[] p = Tensors.random(2000, 1);
    float[] g = Tensors.random(2000, 2);
    float[] after = new float[p.length];
    float[] decayed = new float[p.length];
    for (int i = 0; i < p.length; i++) {
      after[i] = (float) (p[i] - 0.05 * g[i]);
      decayed[i] = (float) (p[i] - 0.05 * g[i] - 5e-4 * p[i]);
    }
    MoveFit plain = MoveFit.of(vector(p), vector(after), vector(g));
    assertThat(plain.rate()).isCloseTo(0.05, within(0.05 * 1e-6));
    assertThat(plain.decay()).isCloseTo(0, within(1e-8));
    MoveFit withDecay = MoveFit.of(vector(p), vector(decayed), vector(g));
    assertThat(withDecay.rate()).isCloseTo(0.05, within(0.05 * 1e-6));
    assertThat(withDecay.decay()).isCloseTo(5e-4, within(1e-8));
  }

  @Test
  void moveOfAParameterOfZerosHasARateAndNoDecay() {
    HostTensor zeros = vector(0, 0);
    MoveFit fit = MoveFit.of(zeros, vector(-0.5f, 0.25f), vector(2, -1));
    assertThat(fit.rate()).isEqualTo(0.25);
    assertThat(fit.decay()).isZero();
    assertThat(MoveFit.of(vector(1), vector(2), vector(0))).isEqualTo(new MoveFit(0, 0));
    // One along the other: the move cannot be shared out between them.
    assertThat(MoveFit.of(vector(1, 2), vector(0.5f, 1), vector(1, 2)).rate()).isEqualTo(0.5);
  }

  @Test
  void blockLoopsKeepToTheirRange() {
    float[] a = {9, 1, -4, 9};
    float[] b = {0, 2, -2, 0};
    assertThat(FloatBlocks.largest(a, 1, 3)).isEqualTo(4);
    assertThat(FloatBlocks.largestDifference(a, b, 1, 3)).isEqualTo(2);
    assertThat(FloatBlocks.largestShare(a, b, 1, 3, 1, 0.25f)).isEqualTo(1); // 2 of 1 + 1
    assertThat(FloatBlocks.largestShare(new float[1], new float[1], 0, 1, 0, 1)).isZero();
    assertThat(FloatBlocks.largestDifference(new float[] {INF}, new float[] {INF}, 0, 1)).isNaN();
    // From 4 by 0.5 * 2 to 2.5 and not 3: 0.5 of 0.125 * (4 + 1) + 0.375 allowed.
    float[] p0 = {4};
    assertThat(
            FloatBlocks.largestMoveError(
                p0, new float[] {2}, new float[] {2.5f}, 0, 1, 0.5f, 0.125f, 0.375f))
        .isEqualTo(0.5f);
  }
}
