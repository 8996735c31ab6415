// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static io.twingraph.parity.Tensors.EXACT;
import static io.twingraph.parity.Tensors.matrix;
import static io.twingraph.parity.Tensors.tolerance;
import static io.twingraph.parity.Tensors.vector;
import static io.twingraph.parity.Tensors.vector64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.engine.HostTensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  private static final float INF = Float.POSITIVE_INFINITY;
  private static final float NAN = Float.NaN;

  @Test
  void valuesWorkedOutByHandAreFound() {
    Difference d = Difference.of(vector(1, 2, 4, 8), vector(1, 2.5f, 4, 7), tolerance(0.25, 0.125));
    assertThat(d.sameShape()).isTrue();
    assertThat(d.sameBits()).isFalse();
    assertThat(d.maxAbsolute()).isEqualTo(1);
    assertThat(d.maxRelative()).isCloseTo(0.2, within(1e-7)); // 0.5 of 2.5
    // 0.5 of 0.25 + 0.3125 allowed, and 1 of 0.25 + 1 allowed.
    assertThat(d.share()).isEqualTo(0.5 / 0.5625);
    assertThat(d.worst()).isEqualTo(1);
    assertThat(d.beyond()).isZero();
    assertThat(d.passes()).isTrue();
  }

  @Test
  void aValueJustBeyondItsToleranceFails() {
    assertThat(Difference.of(vector(1), vector(1.5f), tolerance(0.5, 0)).passes()).isTrue();
    Difference beyond = Difference.of(vector(1, 7), vector(1.5f, 7), tolerance(0.4999, 0));
    assertThat(beyond.passes()).isFalse();
    assertThat(beyond.beyond()).isEqualTo(1);
    assertThat(beyond.share()).isEqualTo(0.5 / 0.4999);
    assertThat(beyond.worst()).isZero();
  }

  @Test
  void sameNanAndInfinityInBothAreNeverEqual() {
    for (float odd : new float[] {NAN, INF, -INF}) {
      for (int size : new int[] {4, 5000}) {
        float[] values = new float[size];
        values[3] = odd;
        for (HostTensor other : List.of(vector(values), vector64(doubles(values)))) {
          Difference d = Difference.of(vector(values), other, tolerance(1e30, 1));
          assertThat(d.passes()).as("%s of %d", odd, size).isFalse();
          assertThat(d.sameBits()).isTrue();
          assertThat(d.identical()).isFalse();
          assertThat(d.finite()).isFalse();
          assertThat(d.beyond()).isEqualTo(1);
          assertThat(d.share()).isInfinite();
          assertThat(d.worst()).isEqualTo(3);
          assertThat(d.notFiniteA()).isEqualTo(3);
          assertThat(d.notFiniteB()).isEqualTo(3);
        }
      }
    }
  }

  @Test
  void firstValueThatIsNotFiniteIsNamedForEachTensor() {
    float[] a = new float[600_000]; // more than one part
    float[] b = new float[600_000];
    a[500_000] = NAN;
    b[200_000] = INF;
    b[599_999] = NAN;
    Difference d = Difference.of(vector(a), vector(b), tolerance(1, 0));
    assertThat(d.notFiniteA()).isEqualTo(500_000);
    assertThat(d.notFiniteB()).isEqualTo(200_000);
    assertThat(Difference.of(vector(a), vector(new float[600_000]), EXACT).notFiniteB())
        .isEqualTo(-1);
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }

  @Test
  void nanOrInfinityInOneOnlyIsBeyondEveryTolerance() {
    for (float odd : new float[] {NAN, INF, -INF}) {
      for (boolean swapped : new boolean[] {false, true}) {
        Difference d =
            swapped
                ? Difference.of(vector(2, 1), vector(2, odd), tolerance(1e30, 1))
                : Difference.of(vector(2, odd), vector(2, 1), tolerance(1e30, 1));
        assertThat(d.passes()).as("%s, swapped %s", odd, swapped).isFalse();
        assertThat(d.beyond()).isEqualTo(1);
        assertThat(d.share()).isInfinite();
        assertThat(d.maxAbsolute()).isInfinite();
        assertThat(d.worst()).isEqualTo(1);
      }
    }
    assertThat(Difference.of(vector(INF), vector(-INF), tolerance(1e30, 1)).passes()).isFalse();
  }

  @Test
  void zeroAndMinusZeroPassButAreNotTheSameBits() {
    Difference d = Difference.of(vector(0f, 1), vector(-0f, 1), EXACT);
    assertThat(d.passes()).isTrue();
    assertThat(d.sameBits()).isFalse();
    assertThat(d.maxAbsolute()).isZero();
    assertThat(d.ulpP99()).isZero();
    assertThat(d.worst()).isEqualTo(-1);
  }

  @Test
  void oneFloat32StepFailsTheBitExactTolerance() {
    float next = Math.nextUp(0.75f);
    Difference d = Difference.of(vector(0, 0.75f), vector(0, next), EXACT);
    assertThat(d.passes()).isFalse();
    assertThat(d.share()).isInfinite();
    assertThat(d.worst()).isEqualTo(1);
    assertThat(d.maxAbsolute()).isEqualTo(0x1p-24);
    assertThat(d.ulpP99()).isEqualTo(1);
    Difference tiny = Difference.of(vector(0), vector(Float.MIN_VALUE), EXACT);
    assertThat(tiny.passes()).isFalse();
    assertThat(tiny.ulpP99()).isEqualTo(1);
  }

  @Test
  void differenceTooLargeForFloat32IsMeasuredInDouble() {
    Difference d = Difference.of(vector(3e38f), vector(-3e38f), tolerance(1, 0.5));
    assertThat(d.maxAbsolute()).isEqualTo(2.0 * 3e38f);
    assertThat(d.maxRelative()).isEqualTo(2);
    assertThat(d.share()).isCloseTo(4, within(1e-9));
  }

  @Test
  void float32IsComparedWithFloat64AsItIs() {
    Difference exact = Difference.of(vector(0.5f, 3), vector64(0.5, 3), EXACT);
    assertThat(exact.sameBits()).isTrue();
    assertThat(exact.passes()).isTrue();
    Difference rounded = Difference.of(vector(0.1f), vector64(0.1), EXACT);
    assertThat(rounded.sameBits()).isFalse();
    assertThat(rounded.passes()).isFalse();
    assertThat(rounded.maxAbsolute()).isEqualTo(0.1f - 0.1);
    assertThat(rounded.ulpP99()).isZero();
    assertThat(Difference.of(vector64(0.1), vector(0.1f), tolerance(0, 0x1p-24)).passes()).isTrue();
  }

  @Test
  void otherShapesAreNeverClose() {
    Difference d = Difference.of(vector(1, 2, 3, 4), matrix(2, 2, 1, 2, 3, 4), tolerance(9, 1));
    assertThat(d.sameShape()).isFalse();
    assertThat(d.passes()).isFalse();
    assertThat(d.beyond()).isEqualTo(4);
    assertThat(d.worst()).isEqualTo(-1);
    assertThat(d.share()).isInfinite();
  }

  @Test
  void tensorsWithoutValuesAreTheSame() {
    Difference d = Difference.of(vector(), vector(), EXACT);
    assertThat(d.passes()).isTrue();
    assertThat(d.sameBits()).isTrue();
    assertThat(d.ulpP99()).isZero();
  }
}
