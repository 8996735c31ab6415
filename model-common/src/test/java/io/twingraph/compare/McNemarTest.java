// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

class McNemarTest {
  private static final MathContext MC = MathContext.DECIMAL64;

  @Test
  void anEvenSplitIsNoEvidence() {
    assertThat(McNemar.pValue(0, 0)).isEqualTo(1);
    assertThat(McNemar.pValue(40, 40)).isEqualTo(1);
  }

  @Test
  void smallCountsAreExact() {
    assertThat(McNemar.pValue(0, 5)).isCloseTo(2.0 / 32, within(1e-15));
    assertThat(McNemar.pValue(1, 9)).isCloseTo(22.0 / 1024, within(1e-15));
    assertThat(McNemar.pValue(9, 1)).isEqualTo(McNemar.pValue(1, 9));
    assertThat(McNemar.pValue(5, 6)).isEqualTo(1);
  }

  @Test
  void largeCountsUseChiSquaredAndMeetTheExactValueAtTheLimit() {
    double exact = McNemar.pValue(460, 540);
    assertThat(exact).isCloseTo(McNemar.corrected(460, 540), within(2e-4));
    assertThat(McNemar.pValue(600, 700)).isCloseTo(0.00603, within(5e-5));
    assertThat(McNemar.pValue(1000, 1001)).isCloseTo(1, within(1e-6));
  }

  @Test
  void binomialDistributionIsSummedAsByHand() {
    for (int discordant = 1; discordant <= McNemar.EXACT_LIMIT; discordant += 37) {
      BigInteger choices = BigInteger.ONE;
      BigInteger sum = BigInteger.ZERO;
      for (int fewer = 0; 2 * fewer < discordant; fewer++) {
        sum = sum.add(choices);
        choices = choices.multiply(BigInteger.valueOf(discordant - fewer));
        choices = choices.divide(BigInteger.valueOf(fewer + 1));
        double exact = new BigDecimal(sum.shiftLeft(1)).divide(two(discordant), MC).doubleValue();
        assertThat(McNemar.pValue(fewer, discordant - fewer))
            .as("%d of %d", fewer, discordant)
            .isCloseTo(Math.min(1, exact), withinPercentage(1e-9));
      }
    }
  }

  private static BigDecimal two(int power) {
    return new BigDecimal(BigInteger.ONE.shiftLeft(power));
  }
}
