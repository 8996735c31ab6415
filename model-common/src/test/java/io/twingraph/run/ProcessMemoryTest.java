// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessMemoryTest {
  private static final String STATUS = "Name:\tjava\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\n";

  @Test
  void fieldsAreReadInBytes() {
    assertThat(ProcessMemory.parse(STATUS, "VmRSS")).hasValue(104_857_600L);
    assertThat(ProcessMemory.parse(STATUS, "VmHWM")).hasValue(209_715_200L);
  }

  @Test
  void aMissingFieldIsEmpty() {
    assertThat(ProcessMemory.parse("Name:\tjava\n", "VmRSS")).isEmpty();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has /proc")
  void linuxTellsBothAndThePeakIsNotBelowTheStart() {
    ProcessMemory.resetPeak();
    long before = ProcessMemory.current().orElseThrow();
    assertThat(before).isGreaterThan(1 << 20);
    assertThat(ProcessMemory.peak().orElseThrow()).isGreaterThanOrEqualTo(before / 2);
  }
}
