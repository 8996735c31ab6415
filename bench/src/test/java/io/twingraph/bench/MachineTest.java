// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTest {
  @Test
  void aLoadOfMoreThanHalfTheProcessorsIsWarnedOf() {
    assertThat(Machine.busy(1.01, 2))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .contains("a load average of 1.01 before the start")
                    .contains("half of the processors would be 1.0")
                    .contains("end what else runs", "and start again"));
    assertThat(Machine.busy(9, 16)).isPresent();
  }

  @Test
  void aQuietMachineAndAnUnknownLoadAreNot() {
    assertThat(Machine.busy(1, 2)).isEmpty();
    assertThat(Machine.busy(8, 16)).isEmpty();
    assertThat(Machine.busy(-1, 2)).isEmpty();
  }
}
