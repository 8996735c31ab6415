// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PhiloxTest {
  /** The known answers of Random123's {@code kat_vectors} for philox4x32 with 10 rounds. */
  @Test
  void theKnownAnswersAreReproduced() {
    assertThat(Philox.block(new int[4], new int[2]))
        .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertThat(Philox.block(new int[] {-1, -1, -1, -1}, new int[] {-1, -1}))
        .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertThat(
            Philox.block(
                new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                new int[] {0xa4093822, 0x299f31d0}))
        .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  @Test
  void theSeedIsTheKeyAndTheStreamTheHighHalfOfTheCounter() {
    Philox random = new Philox(0x299f31d0_a4093822L, 0x03707344_13198a2eL);
    int[] first =
        Philox.block(new int[] {0, 0, 0x13198a2e, 0x03707344}, new int[] {0xa4093822, 0x299f31d0});
    int[] second =
        Philox.block(new int[] {1, 0, 0x13198a2e, 0x03707344}, new int[] {0xa4093822, 0x299f31d0});
    for (int i = 0; i < 4; i++) {
      assertThat(random.nextInt()).isEqualTo(first[i]);
    }
    assertThat(random.nextInt()).isEqualTo(second[0]);
  }

  @Test
  void boundedDrawsFillTheirRangeEvenly() {
    Philox random = new Philox(3, 4);
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[random.nextInt(7)]++;
    }
    assertThat(Arrays.stream(counts)).allMatch(count -> Math.abs(count - 10_000) < 400);
    assertThat(new Philox(1, 1).nextInt(1)).isZero();
    assertThatThrownBy(() -> random.nextInt(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bound must be at least 1, got 0");
  }

  @Test
  void uniformDrawsAreMultiplesOf2ToTheMinus24BelowOne() {
    Philox random = new Philox(5, 6);
    double sum = 0;
    for (int i = 0; i < 10_000; i++) {
      double value = random.nextUniform();
      assertThat(value).isBetween(0.0, 1 - 0x1p-24);
      assertThat(value * 0x1p24).isEqualTo(Math.rint(value * 0x1p24));
      sum += value;
    }
    assertThat(sum / 10_000).isBetween(0.49, 0.51);
  }

  @Test
  void normalDrawsHaveMeanZeroAndVarianceOne() {
    Philox random = new Philox(7, 8);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 20_000; i++) {
      double value = random.nextNormal();
      assertThat(value).isFinite();
      sum += value;
      squares += value * value;
    }
    assertThat(sum / 20_000).isBetween(-0.03, 0.03);
    assertThat(squares / 20_000).isBetween(0.96, 1.04);
  }

  @Test
  void aPermutationHasEveryNumberOnceAndDependsOnSeedAndEpoch() {
    int[] order = Philox.permutation(42, 1, 1000);
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length; i++) {
      assertThat(sorted[i]).isEqualTo(i);
    }
    assertThat(order).isNotEqualTo(sorted);
    assertThat(Philox.permutation(42, 1, 1000)).isEqualTo(order);
    assertThat(Philox.permutation(42, 2, 1000)).isNotEqualTo(order);
    assertThat(Philox.permutation(43, 1, 1000)).isNotEqualTo(order);
    assertThat(Philox.permutation(42, 1, 0)).isEmpty();
    assertThat(Philox.permutation(42, 1, 1)).containsExactly(0);
  }

  /** A change of this order would change every shuffled experiment ever recorded. */
  @Test
  void thePermutationIsFixedForEver() {
    assertThat(Philox.permutation(1, 1, 10)).containsExactly(6, 7, 5, 4, 2, 8, 9, 3, 1, 0);
  }
}
