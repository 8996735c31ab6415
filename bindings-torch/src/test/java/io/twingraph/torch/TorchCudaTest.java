// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/** What can be said of a GPU without one. */
class TorchCudaTest {
  @Test
  void onlyDevicesOfCudaAreGpus() {
    assertThat(TorchCuda.is("cuda:0")).isTrue();
    assertThat(TorchCuda.is("cpu")).isFalse();
    assertThat(TorchCuda.is("vulkan")).isFalse();
  }

  @Test
  void versionsOfCudnnAreForPeople() {
    assertThat(TorchCuda.cudnn(91_002)).isEqualTo("9.10.2");
    assertThat(TorchCuda.cudnn(8_907)).isEqualTo("8.9.7");
    assertThat(TorchCuda.cudnn(0)).isEqualTo("none");
  }

  @Test
  void driverRuntimeAndCudnnAreRecordedBesideTheGpu() {
    assertThat(TorchCuda.details("cuda:0")).containsKeys("cudaDriver", "cudaRuntime", "cudnn");
  }

  @Test
  void emptyingTheCacheWithoutAGpuDoesNothing() {
    assertThatCode(TorchCuda::emptyCache).doesNotThrowAnyException();
  }
}
