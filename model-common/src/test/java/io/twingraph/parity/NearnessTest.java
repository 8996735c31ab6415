// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Who is nearer to float64: said where steps enough say the same, and one step decides nothing. */
class NearnessTest {
  private static Nearness of(double... ratios) {
    Nearness nearness = new Nearness();
    for (double ratio : ratios) {
      nearness.add(1e-8 * ratio, 1e-8);
    }
    return nearness;
  }

  @Test
  void oneStepThatIsAThousandTimesOffDecidesNothing() {
    Nearness kink = of(1, 1.01, 1000, 0.99, 1, 1.02, 1);
    assertThat(kink.tellsApart()).isFalse();
    assertThat(kink.equal()).isTrue();
    assertThat(kink.medianRatio()).isCloseTo(1, within(1e-12));
    assertThat(kink.nearerB()).isEqualTo(1);
  }

  @Test
  void fewerThanSixStepsTellNothing() {
    assertThat(of(0.1, 0.1, 0.1, 0.1, 0.1).tellsApart()).isFalse();
    assertThat(of(1, 1, 1, 1, 1).equal()).isFalse();
    assertThat(of(0.1, 0.1, 0.1, 0.1, 0.1, 0.1).tellsApart()).isTrue();
  }

  @Test
  void splitThatChanceExplainsTellsNothing() {
    Nearness seven = of(0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 2, 2, 2);
    assertThat(seven.nearerA()).isEqualTo(7);
    assertThat(seven.nearerB()).isEqualTo(3);
    assertThat(seven.pValue()).isCloseTo(0.34375, within(1e-12));
    assertThat(seven.tellsApart()).isFalse();
    assertThat(seven.equal()).isFalse();
    assertThat(of(0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 2).tellsApart()).isTrue();
  }

  @Test
  void distancesThatAreNoNumbersAndNoneAtAllAreNotCounted() {
    Nearness nearness = of(1, 2);
    nearness.add(Double.NaN, 1);
    nearness.add(1, Double.POSITIVE_INFINITY);
    nearness.add(0, 0);
    assertThat(nearness.steps()).isEqualTo(3);
    assertThat(nearness.median(0)).isEqualTo(1e-8);
    assertThat(new Nearness().medianRatio()).isNaN();
  }
}
