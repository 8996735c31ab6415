// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CudaSystemTest {
  @Test
  void lookingNeverThrowsAndSaysWhyThereIsNoGpu() {
    CudaSystem system = CudaSystem.look();

    assertThat(system.devices().isEmpty()).isEqualTo(!system.problem().isEmpty());
    assertThat(CudaSystem.freeBytes(0).isPresent()).isEqualTo(!system.devices().isEmpty());
  }

  @Test
  void whyThereIsNoGpuIsTheFirstMissingLibraryElseTheRuntimesWords() {
    CudaSystem none = new CudaSystem("", "12.9", List.of(), "the CUDA runtime sees no GPU");
    CudaChain.Link driver = new CudaChain.Link(CudaLibrary.CHAIN.get(0), "not found");

    assertThat(CudaSystem.whyNone(Optional.of(driver), () -> none))
        .isEqualTo("libcuda.so.1 (driver) does not load");
    assertThat(CudaSystem.whyNone(Optional.empty(), () -> none))
        .isEqualTo("the CUDA runtime sees no GPU");
  }

  @Test
  void theApiIsOnTheTestsClassPath() {
    assertThat(CudaSystem.inThisBuild()).isTrue();
  }

  @Test
  void aRunRecordsItsGpuAlone() {
    CudaSystem two =
        new CudaSystem(
            "13.0",
            "12.9",
            List.of(
                new CudaDevice(0, "NVIDIA H200", 9, 0, 1, 140L << 30),
                new CudaDevice(1, "NVIDIA A10", 8, 6, 1, 24L << 30)),
            "");

    assertThat(two.detailsOf("cuda:1"))
        .containsEntry("gpu", "NVIDIA A10")
        .containsEntry("computeCapability", "8.6")
        .containsEntry("gpuMemoryBytes", "25769803776")
        .containsEntry("cudaDriver", "13.0")
        .containsEntry("cudaRuntime", "12.9");
    assertThat(CudaSystem.details("cpu")).isEmpty();
  }

  @Test
  void versionsAreForPeople() {
    assertThat(CudaRuntime.version(12090)).isEqualTo("12.9");
    assertThat(CudaRuntime.version(13000)).isEqualTo("13.0");
    assertThat(CudaRuntime.version(0)).isEmpty();
  }

  @Test
  void aDeviceSaysWhatPeopleAskFirst() {
    assertThat(new CudaDevice(0, "NVIDIA H200", 9, 0, 3L << 29, 140L << 30))
        .hasToString("NVIDIA H200, compute capability 9.0, 1.5 of 140.0 GiB free");
  }
}
