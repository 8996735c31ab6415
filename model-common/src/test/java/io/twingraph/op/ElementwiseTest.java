// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every elementwise function states of itself, without a list of them. */
class ElementwiseTest {
  static Stream<Elementwise> functions() {
    OpSet operators = OpSet.standard();
    return operators.functions().stream()
        .map(
            type ->
                operators.numbersOf(type).isEmpty()
                    ? operators.function(type)
                    : operators.function(type, 0.2));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void typeIsTheOneOfTheSet(Elementwise function) {
    assertThat(OpSet.standard().operators()).containsEntry(function.type(), function.getClass());
    assertThat(function.label()).startsWith(function.type());
    assertThat(function.attributes().length)
        .isEqualTo(OpSet.standard().numbersOf(function.type()).size());
  }

  @ParameterizedTest
  @MethodSource("functions")
  void derivativeIsThatOfCentralDifferences(Elementwise function) {
    double h = 1e-5;
    for (int i = -40; i <= 40; i++) {
      double x = i / 5.0 + 0.0123;
      double slope = (function.value(x + h) - function.value(x - h)) / (2 * h);
      assertThat(function.derivative(x))
          .as(function.label() + " at " + x)
          .isCloseTo(slope, within(1e-8));
    }
  }

  @Test
  void errorFunctionHasItsTabulatedValues() {
    assertThat(Erf.of(0.5)).isCloseTo(0.5204998778130465, within(1e-15));
    assertThat(Erf.of(-1)).isCloseTo(-0.8427007929497149, within(1e-15));
    assertThat(Erf.of(3.5)).isCloseTo(0.9999992569016276, within(1e-15));
  }
}
