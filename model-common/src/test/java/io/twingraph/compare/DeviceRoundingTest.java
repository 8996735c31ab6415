// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeviceRoundingTest {
  @Test
  void oneGpuIsEnoughForTheCoarserRounding() {
    assertThat(DeviceRounding.of("cpu")).isEqualTo(DeviceRounding.CPU);
    assertThat(DeviceRounding.of("cuda:1")).isEqualTo(DeviceRounding.GPU);
    assertThat(DeviceRounding.of("unknown")).isEqualTo(DeviceRounding.CPU);
    assertThat(DeviceRounding.between("cpu", "cpu")).isEqualTo(DeviceRounding.CPU);
    assertThat(DeviceRounding.between("cpu", "cuda:0")).isEqualTo(DeviceRounding.GPU);
    assertThat(DeviceRounding.between("cuda:0", "cpu")).isEqualTo(DeviceRounding.GPU);
    assertThat(DeviceRounding.between("cuda:0", "cuda:0")).isEqualTo(DeviceRounding.GPU);
  }

  @Test
  void onCpusTolerancesAreAsTheyAre() {
    assertThat(DeviceRounding.CPU.applied(Tolerance.logits())).isEqualTo(Tolerance.logits());
    assertThat(DeviceRounding.CPU.factor()).isEqualTo(1);
  }

  @Test
  void onAGpuBothPartsAreTenTimesAsLargeAndSaySo() {
    assertThat(DeviceRounding.GPU.applied(new Tolerance(0.5, 0.25, "a test")))
        .isEqualTo(new Tolerance(5, 2.5, "a test, ten times for a GPU"));
    assertThat(DeviceRounding.GPU.factor()).isEqualTo(10);
  }

  @Test
  void copiesAreBitExactOnEveryDevice() {
    for (DeviceRounding rounding : DeviceRounding.values()) {
      assertThat(rounding.applied(Tolerance.bitExact())).isEqualTo(Tolerance.bitExact());
    }
  }
}
