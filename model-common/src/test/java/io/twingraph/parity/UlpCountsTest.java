// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.spec.Philox;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UlpCountsTest {
  private static float stepsUp(float value, int steps) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) + steps);
  }

  private static int apart(float a, float b) {
    UlpCounts counts = new UlpCounts();
    counts.add(a, b);
    return counts.percentile(0.99);
  }

  @Test
  void stepsBelow256AreExact() {
    for (int steps = 0; steps < 256; steps++) {
      assertThat(apart(1, stepsUp(1, steps))).isEqualTo(steps);
      assertThat(apart(stepsUp(1, steps), 1)).isEqualTo(steps);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 257, 1000, 65_535, 1_000_001, 100_000_000, 1_000_000_000})
  void stepsAbove256AreRightToOnePart128(int steps) {
    int found = apart(Float.MIN_VALUE, stepsUp(Float.MIN_VALUE, steps));
    assertThat(found).isBetween((int) (steps * (127.0 / 128)), (int) (steps * (129.0 / 128)));
  }

  @Test
  void stepsGoOnThroughZeroWhichIsOneValue() {
    assertThat(apart(0f, -0f)).isZero();
    assertThat(apart(-Float.MIN_VALUE, Float.MIN_VALUE)).isEqualTo(2);
    assertThat(apart(-0f, Float.MIN_VALUE)).isEqualTo(1);
    assertThat(apart(-Float.MAX_VALUE, Float.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void percentileOfNoPairsIsZero() {
    assertThat(new UlpCounts().percentile(0.99)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 99, 100, 101, 1000})
  void percentileIsThatOfTheSortedSteps(int pairs) {
    Philox random = new Philox(pairs, 1);
    UlpCounts first = new UlpCounts();
    UlpCounts second = new UlpCounts();
    int[] steps = new int[pairs];
    int zeros = 0;
    for (int i = 0; i < pairs; i++) {
      steps[i] = random.nextInt(3) == 0 ? 0 : random.nextInt(256);
      if (steps[i] == 0) {
        zeros++;
      } else {
        (i % 2 == 0 ? first : second).add(-2, stepsUp(-2, steps[i]));
      }
    }
    second.addZeros(zeros);
    first.add(second);
    Arrays.sort(steps);
    for (double p : new double[] {0.01, 0.5, 0.9, 0.99, 1}) {
      int rank = Math.max(1, (int) Math.ceil(p * pairs));
      assertThat(first.percentile(p)).as("%s of %d", p, pairs).isEqualTo(steps[rank - 1]);
    }
  }
}
