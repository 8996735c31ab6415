// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static io.twingraph.parity.Tensors.EXACT;
import static io.twingraph.parity.Tensors.tolerance;
import static io.twingraph.parity.Tensors.vector;
import static io.twingraph.parity.Tensors.vector64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.compare.Tolerance;
import io.twingraph.spec.Philox;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where tensors are cut into blocks and parts, nothing is lost and nothing counted twice. */
class DifferenceBlocksTest {
  private static final int MILLION = 1 << 20;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1023, 1024, 1025, 2049, (1 << 18) + 1, (1 << 19) + 3, MILLION + 1})
  void oneDifferenceAnywhereAtAnEdgeIsFound(int size) {
    float[] a = Tensors.random(size, 5);
    for (int at : new int[] {0, size / 2 - 1, size / 2, size - 1, Math.min(size - 1, 1024)}) {
      int place = Math.max(0, at);
      float[] b = a.clone();
      b[place] = 3;
      Difference d = Difference.of(vector(a), vector(b), tolerance(1e-3, 0));
      assertThat(d.worst()).isEqualTo(place);
      assertThat(d.beyond()).isEqualTo(1);
      assertThat(d.sameBits()).isFalse();
      b[place] = Float.NaN;
      d = Difference.of(vector(a), vector(b), tolerance(1e-3, 0));
      assertThat(d.worst()).as("NaN at %d of %d", place, size).isEqualTo(place);
      assertThat(d.beyond()).isEqualTo(1);
    }
    assertThat(Difference.of(vector(a), vector(a.clone()), EXACT).sameBits()).isTrue();
  }

  @Test
  void worseValueInALaterPartIsTheWorst() {
    float[] a = new float[MILLION];
    float[] b = new float[MILLION];
    b[7] = 0.5f;
    b[MILLION - 7] = 0.75f;
    Difference d = Difference.of(vector(a), vector(b), tolerance(1, 0));
    assertThat(d.worst()).isEqualTo(MILLION - 7);
    assertThat(d.share()).isEqualTo(0.75);
    b[7] = 0.75f;
    assertThat(Difference.of(vector(a), vector(b), tolerance(1, 0)).worst()).isEqualTo(7);
  }

  @Test
  void aboveAMillionEveryEighthValueIsCountedInFloat32Steps() {
    float[] a = new float[2 * MILLION];
    Arrays.fill(a, 1);
    float[] b = a.clone();
    for (int i = 0; i < b.length; i++) {
      b[i] = i % 8 == 0 ? 1 : 1 + 0x1p-20f; // 8 steps where nobody counts
    }
    assertThat(Difference.of(vector(a), vector(b), EXACT).ulpP99()).isZero();
    for (int i = 0; i < b.length; i++) {
      b[i] = i % 8 == 0 ? 1 + 0x1p-20f : 1;
    }
    assertThat(Difference.of(vector(a), vector(b), EXACT).ulpP99()).isEqualTo(8);
  }

  @Test
  void equalBlocksCountAsNoStepsEach() {
    float[] a = Tensors.random(100 * 1024, 3);
    float[] b = a.clone();
    for (int i = 0; i < 1024; i++) {
      b[i] = Math.nextUp(a[i]); // exactly 1 %, which the 99th percentile leaves out
    }
    assertThat(Difference.of(vector(a), vector(b), EXACT).ulpP99()).isZero();
    b[1024] = Math.nextUp(a[1024]);
    assertThat(Difference.of(vector(a), vector(b), EXACT).ulpP99()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void plantedDifferencesAreMeasuredAsByLookingAtEachValue(long seed) {
    Philox random = new Philox(seed, 9);
    int size = 1 + random.nextInt(6000);
    float[] a = Tensors.random(size, seed);
    float[] b = a.clone();
    int planted = random.nextInt(40);
    for (int i = 0; i < planted; i++) {
      int at = random.nextInt(size);
      b[at] += (float) (random.nextNormal() * Math.pow(10, -1 - random.nextInt(6)));
    }
    double maxAbsolute = 0;
    double maxRelative = 0;
    int worst = -1;
    int[] steps = new int[size];
    for (int i = 0; i < size; i++) {
      double apart = Math.abs((double) a[i] - b[i]);
      worst = apart > maxAbsolute ? i : worst;
      maxAbsolute = Math.max(maxAbsolute, apart);
      maxRelative =
          apart == 0
              ? maxRelative
              : Math.max(maxRelative, apart / Math.max(Math.abs(a[i]), Math.abs(b[i])));
      steps[i] = Math.abs(rank(a[i]) - rank(b[i]));
    }
    Arrays.sort(steps);
    int p99 = steps[(int) Math.ceil(0.99 * size) - 1];
    for (double absolute : new double[] {1e-6, 1e-4, 1e-2, 1}) {
      Difference d = Difference.of(vector(a), vector(b), tolerance(absolute, 0));
      assertThat(d.sameBits()).isEqualTo(Arrays.equals(a, b));
      assertThat(d.passes()).isEqualTo(maxAbsolute <= absolute);
      assertThat(d.maxAbsolute()).isCloseTo(maxAbsolute, within(1e-7));
      assertThat(d.maxRelative()).isCloseTo(maxRelative, within(1e-6));
      assertThat(d.ulpP99()).isCloseTo(p99, within(p99 / 100 + 1));
      // With no relative part the largest difference uses most.
      assertThat(d.worst()).isEqualTo(worst);
    }
  }

  /** The place among float32 values in order; those of these tests are below 2 in magnitude. */
  private static int rank(float value) {
    int bits = Float.floatToRawIntBits(value);
    return bits >= 0 ? bits : -(bits & Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shareAndPlaceAreThoseOfEveryValueLookedAtInDouble(long seed) {
    int size = 5000;
    float[] a = Tensors.random(size, seed);
    float[] b = a.clone();
    Philox random = new Philox(seed, 4);
    for (int i = 0; i < size; i++) {
      b[i] += (float) (1e-6 * random.nextNormal());
    }
    Tolerance tolerance = tolerance(1e-6, 1e-5);
    double share = 0;
    int worst = -1;
    for (int i = 0; i < size; i++) {
      double used = Math.abs((double) a[i] - b[i]) / tolerance.allowed(a[i], b[i]);
      if (used > share) {
        share = used;
        worst = i;
      }
    }
    Difference d = Difference.of(vector(a), vector(b), tolerance);
    assertThat(d.share()).isCloseTo(share, within(1e-12));
    assertThat(d.worst()).isEqualTo(worst);
    double[] wide = new double[size];
    Arrays.setAll(wide, i -> b[i]);
    Difference mixed = Difference.of(vector(a), vector64(wide), tolerance);
    assertThat(mixed.share()).isCloseTo(share, within(1e-12));
    assertThat(mixed.worst()).isEqualTo(worst);
    assertThat(mixed.ulpP99()).isEqualTo(d.ulpP99());
  }
}
