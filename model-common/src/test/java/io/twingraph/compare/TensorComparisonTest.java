// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.engine.HostTensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TensorComparisonTest {
  private static HostTensor vector(float... values) {
    return HostTensor.wrap(new int[] {values.length}, values);
  }

  private static TensorComparison compare(HostTensor a, HostTensor b) {
    return TensorComparison.of("t", a, b);
  }

  @Test
  void identicalTensorsPassTheStrictestTolerance() {
    TensorComparison same = compare(vector(1, -2, 0), vector(1, -2, 0));
    assertThat(same.sameBits()).isTrue();
    assertThat(same.passes(Tolerance.bitExact())).isTrue();
    assertThat(same.requiredRelative(0)).isZero();
    assertThat(same.ulpHistogram()).containsExactly(3);
    assertThat(same).hasToString("t [3] passes: the same in every bit");
  }

  @Test
  void zeroAndMinusZeroAreCloseButNotTheSameBits() {
    TensorComparison zeros = compare(vector(0f, 1f), vector(-0f, 1f));
    assertThat(zeros.passes(Tolerance.bitExact())).isFalse();
    assertThat(zeros.passes(Tolerance.layer())).isTrue();
    assertThat(zeros.ulpP99()).isZero();
  }

  @Test
  void theWorstElementIsFoundByItsIndex() {
    HostTensor a = HostTensor.wrap(new int[] {2, 3}, new float[] {1, 2, 3, 4, 5, 6});
    HostTensor b = HostTensor.wrap(new int[] {2, 3}, new float[] {1, 2, 3, 4, 5.5f, 6.25f});
    TensorComparison comparison = compare(a, b);
    assertThat(comparison.worstIndex()).containsExactly(1, 1);
    assertThat(comparison.maxAbsolute()).isEqualTo(0.5);
    assertThat(comparison.maxRelative()).isEqualTo(0.5 / 5.5);
    assertThat(comparison.meanAbsolute()).isEqualTo(0.125);
    assertThat(comparison.medianAbsolute()).isZero();
    assertThat(comparison.p99Absolute()).isEqualTo(0.5);
    assertThat(comparison.mismatches(Tolerance.loss())).isEqualTo(2);
  }

  @Test
  void theRequiredToleranceIsTheSmallestThatPasses() {
    TensorComparison comparison = compare(vector(1, 100, 0.001f), vector(1.01f, 100.1f, 0.002f));
    double required = comparison.requiredRelative(1e-3);
    assertThat(comparison.passes(new Tolerance(1e-3, required * (1 + 1e-9), "above"))).isTrue();
    assertThat(comparison.passes(new Tolerance(1e-3, required * (1 - 1e-9), "below"))).isFalse();
  }

  @Test
  void whatIsNotFiniteIsNeverCloseNotToItselfEither() {
    float inf = Float.POSITIVE_INFINITY;
    TensorComparison comparison =
        compare(vector(Float.NaN, inf, -inf, 1, 2), vector(Float.NaN, inf, inf, Float.NaN, 2));
    assertThat(comparison.nonFinite()).isEqualTo(4);
    assertThat(comparison.passes(new Tolerance(1e30, 1, "wide"))).isFalse();
    assertThat(comparison.requiredRelative(1)).isInfinite();
    assertThat(comparison.describe(Tolerance.layer()))
        .contains("FAILS")
        .contains("4 NaN or infinite, which is never close");
    TensorComparison same = compare(vector(Float.NaN, 1), vector(Float.NaN, 1));
    assertThat(same.sameBits()).isTrue();
    assertThat(same.passes(Tolerance.bitExact())).isFalse();
    assertThat(same.passes(new Tolerance(1e30, 1, "wide"))).isFalse();
    assertThat(same.mismatches(Tolerance.layer())).isEqualTo(1);
    assertThat(same.toString()).contains("FAILS", "1 NaN or infinite, which is never close");
    assertThat(compare(vector(Float.NaN), vector(inf)).describe(Tolerance.layer()))
        .endsWith("no finite values to measure");
  }

  @Test
  void otherShapesAreNeverClose() {
    HostTensor flat = vector(1, 2, 3, 4);
    HostTensor square = HostTensor.wrap(new int[] {2, 2}, new float[] {1, 2, 3, 4});
    TensorComparison comparison = TensorComparison.of("dense/kernel", flat, square);
    assertThat(comparison.sameShape()).isFalse();
    assertThat(comparison.passes(new Tolerance(1e30, 1, "wide"))).isFalse();
    assertThat(comparison.passes(Tolerance.bitExact())).isFalse();
    assertThat(comparison.requiredRelative(1)).isInfinite();
    assertThat(comparison.describe(Tolerance.layer()))
        .isEqualTo("dense/kernel FAILS: shape [4] against [2, 2]");
  }

  @Test
  void distancesAreCountedInFloat32Steps() {
    assertThat(UlpDistances.between(1f, Math.nextUp(1f))).isEqualTo(1);
    assertThat(UlpDistances.between(-Float.MIN_VALUE, Float.MIN_VALUE)).isEqualTo(2);
    assertThat(UlpDistances.between(-Float.MAX_VALUE, Float.MAX_VALUE))
        .isEqualTo(Integer.MAX_VALUE);
    float[] a = {1, 1, 1, 1};
    float[] b = {1, 1 + 0x1p-23f, 1 + 0x1p-22f, 1 + 5 * 0x1p-23f};
    TensorComparison comparison = compare(vector(a), vector(b));
    assertThat(comparison.ulpHistogram()).containsExactly(1, 1, 1, 1);
    assertThat(comparison.ulpP99()).isEqualTo(5);
    assertThat(comparison.describe(Tolerance.layer()))
        .contains("0: 25.0 %, 1: 25.0 %, 2-3: 25.0 %, 4-7: 25.0 %");
  }

  @Test
  void theCosineIsOneForZerosAndZeroWhereOnlyOneIsZero() {
    assertThat(compare(vector(0, 0), vector(0, 0)).cosine()).isEqualTo(1);
    assertThat(compare(vector(0, 0), vector(0, 1)).cosine()).isZero();
    assertThat(compare(vector(1, 0), vector(1, 1)).cosine())
        .isCloseTo(Math.sqrt(0.5), within(1e-12));
  }

  @Test
  void theDescriptionHasTheToleranceTheWorstValuesAndWhatWouldPass() {
    float[] a = new float[1000];
    Arrays.fill(a, 1);
    float[] b = a.clone();
    b[421] = 1.5f;
    HostTensor x = HostTensor.wrap(new int[] {10, 100}, a);
    String text =
        TensorComparison.of("conv2d", x, HostTensor.wrap(new int[] {10, 100}, b))
            .describe(Tolerance.layer());
    assertThat(text)
        .startsWith(
            "conv2d [10, 100] FAILS absolute 1.00e-05, relative 1.30e-06 (torch.testing, float32)"
                + " in 1 of 1,000 values; largest |a-b| 0.500 at [4, 21] (a = 1.0, b = 1.5)")
        .contains("p99 0.00")
        .endsWith("required relative tolerance 0.333 at this absolute one");
  }

  @Test
  void aPassingDescriptionSaysSo() {
    assertThat(compare(vector(1), vector(1 + 0x1p-23f)).describe(Tolerance.layer()))
        .startsWith("t [1] passes absolute 1.00e-05, relative 1.30e-06");
  }
}
