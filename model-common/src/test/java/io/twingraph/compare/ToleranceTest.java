// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ToleranceTest {
  @Test
  void theRuleIsAbsolutePlusRelativeTimesTheLarger() {
    Tolerance tolerance = new Tolerance(0.5, 0.1, "a test");
    assertThat(tolerance.allowed(-10, 20)).isEqualTo(2.5);
    assertThat(tolerance.allows(20, 17.5)).isTrue();
    assertThat(tolerance.allows(17.5, 20)).isTrue();
    assertThat(tolerance.allows(20, 17.4)).isFalse();
  }

  @Test
  void whatIsNotFiniteIsCloseToNothing() {
    Tolerance wide = new Tolerance(1e30, 1, "a test");
    assertThat(wide.allows(Double.NaN, Double.NaN)).isFalse();
    assertThat(wide.allows(Double.NaN, 1)).isFalse();
    assertThat(wide.allows(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY)).isFalse();
    assertThat(wide.allows(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)).isFalse();
    assertThat(wide.allows(Double.POSITIVE_INFINITY, 1)).isFalse();
  }

  @Test
  void theNamedOnesHaveTheNumbersOfTheirSources() {
    assertThat(Tolerance.bitExact().isBitExact()).isTrue();
    assertThat(Tolerance.layer().relative()).isEqualTo(1.3e-6);
    assertThat(Tolerance.layer().absolute()).isEqualTo(1e-5);
    assertThat(Tolerance.logits().relative()).isEqualTo(1e-5);
    assertThat(Tolerance.logits().absolute()).isEqualTo(1e-5);
    assertThat(Tolerance.loss().relative()).isEqualTo(1e-5);
    assertThat(Tolerance.loss().absolute()).isEqualTo(1e-6);
    assertThat(Tolerance.gradient(0.5).relative()).isEqualTo(1e-4);
    assertThat(Tolerance.gradient(0.5).absolute()).isEqualTo(5e-7);
    assertThat(Tolerance.parametersAfterStep(0.01, 5e-7).relative()).isEqualTo(1e-6);
    assertThat(Tolerance.parametersAfterStep(0.01, 5e-7).absolute())
        .isCloseTo(1.05e-7, within(1e-15));
  }

  @Test
  void aReductionGrowsWithTheRootOfItsLength() {
    assertThat(Tolerance.reduction(1).relative()).isEqualTo(1.3e-6);
    assertThat(Tolerance.reduction(9216).relative()).isEqualTo(4 * 96 * 0x1p-24);
    assertThatThrownBy(() -> Tolerance.reduction(0))
        .hasMessage("a reduction has at least 1 term, got 0");
  }

  @Test
  void aNegativeOrUnboundedToleranceIsRefused() {
    assertThatThrownBy(() -> new Tolerance(-1, 0, "a test"))
        .hasMessage(
            "a tolerance needs finite numbers of 0 or more, got absolute -1.0, relative 0.0");
    assertThatThrownBy(() -> new Tolerance(0, Double.NaN, "a test"))
        .hasMessage(
            "a tolerance needs finite numbers of 0 or more, got absolute 0.0, relative NaN");
    assertThatThrownBy(() -> new Tolerance(Double.POSITIVE_INFINITY, 0, "a test"))
        .hasMessageContaining("got absolute Infinity");
  }

  @Test
  void itSaysItsNumbersAndSource() {
    assertThat(Tolerance.logits())
        .hasToString("absolute 1.00e-05, relative 1.00e-05 (Polygraphy's default, for logits)");
  }
}
