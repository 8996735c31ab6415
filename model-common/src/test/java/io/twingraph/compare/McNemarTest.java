// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class McNemarTest {
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
    double corrected = McNemar.complementaryError(Math.sqrt(79.0 * 79 / 1000 / 2));
    assertThat(exact).isCloseTo(corrected, within(2e-4));
    assertThat(McNemar.pValue(600, 700)).isCloseTo(0.00603, within(5e-5));
    assertThat(McNemar.pValue(1000, 1001)).isCloseTo(1, within(1e-6));
  }

  @Test
  void theComplementaryErrorFunctionHasItsTabulatedValues() {
    assertThat(McNemar.complementaryError(0)).isCloseTo(1, within(2e-7));
    assertThat(McNemar.complementaryError(1)).isCloseTo(0.1572992070502851, within(2e-8));
    assertThat(McNemar.complementaryError(3)).isCloseTo(2.209049699858544e-5, within(3e-12));
  }
}
