// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.error.SpecException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineSwitchTest {
  private static boolean isOn(String value) {
    return EngineSwitch.isOn(Map.of("TWINGRAPH_TF_XLA", value), "TWINGRAPH_TF_XLA", "XLA");
  }

  @Test
  void oneAndTrueAreOn() {
    assertThat(isOn("1")).isTrue();
    assertThat(isOn("true")).isTrue();
  }

  @Test
  void zeroFalseAndNothingAreOff() {
    assertThat(isOn("0")).isFalse();
    assertThat(isOn("false")).isFalse();
    assertThat(isOn("")).isFalse();
    assertThat(EngineSwitch.isOn(Map.of(), "TWINGRAPH_TF_XLA", "XLA")).isFalse();
  }

  @Test
  void anythingElseIsRefused() {
    assertThatThrownBy(() -> isOn("yes"))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            a switch that is neither on nor off
              where:    environment variable TWINGRAPH_TF_XLA (XLA)
              expected: 1 or true for on; 0, false, or not set, for off
              got:      'yes'
              to do:    set it to 1 or 0, or unset it""");
  }
}
