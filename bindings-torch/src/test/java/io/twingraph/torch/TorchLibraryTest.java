// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.engine.Engines;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class TorchLibraryTest {
  private static final String WITH_CUDA = "Build settings: USE_CUDA=1, USE_CUDNN=1";
  private static final String WITHOUT_CUDA = "Build settings: USE_CUDA=0, USE_CUDNN=OFF";

  private final EngineProvider provider = Engines.named("torch");

  @Test
  void serviceLoaderFindsTheProvider() {
    assertThat(provider).isInstanceOf(TorchEngineProvider.class);
    assertThat(provider.name()).isEqualTo("torch");
  }

  @Test
  void cudaWithNativesForTheCpuNamesTheArtifactToAdd() {
    assertThatThrownBy(() -> TorchLibrary.cudaMissing(WITHOUT_CUDA, 0, DeviceRequest.cuda(0)))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("torch: device cuda:0 is not available")
        .hasMessageContaining("missing: libtorch_cuda.so")
        .hasMessageContaining("built without CUDA")
        .hasMessageContaining("add the artifact " + TorchLibrary.artifact("-gpu"));
  }

  @Test
  void cudaWithoutADriverNamesTheDriver() {
    assertThatThrownBy(() -> TorchLibrary.cudaMissing(WITH_CUDA, 0, DeviceRequest.cuda(0)))
        .hasMessageContaining("missing: the NVIDIA driver (libcuda.so.1)")
        .hasMessageContaining("nvidia-smi");
  }

  @Test
  void cudaNumberThatIsNotThereSaysHowManyThereAre() {
    assertThatThrownBy(() -> TorchLibrary.cudaMissing(WITH_CUDA, 2, DeviceRequest.cuda(2)))
        .hasMessageContaining("torch: device cuda:2 is not available")
        .hasMessageContaining("missing: GPU number 2: libtorch sees 2")
        .hasMessageContaining("use cuda:0 to cuda:1 or 'cpu'");
    assertThatThrownBy(() -> TorchLibrary.cudaMissing(WITH_CUDA, 1, DeviceRequest.cuda(1)))
        .hasMessageContaining("use cuda:0 or 'cpu'");
    assertThatCode(() -> TorchLibrary.cudaMissing(WITH_CUDA, 1, DeviceRequest.cuda(0)))
        .doesNotThrowAnyException();
  }

  @Test
  void openingOnAMissingGpuIsRefusedAndAutoTakesTheCpu() {
    try (Engine engine = provider.open(EngineOptions.DEFAULT)) {
      assumeFalse(engine.info().device().startsWith("cuda"), "this machine has a GPU");
      assertThat(engine.info().device()).isEqualTo("cpu");
    }
    EngineOptions options = new EngineOptions(DeviceRequest.parse("cuda:3"), 1);
    assertThatThrownBy(() -> provider.open(options))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("device cuda:3");
  }

  @Test
  void infoTellsWhatARecordNeeds() {
    try (Engine engine = provider.open(new EngineOptions(DeviceRequest.CPU, 2))) {
      EngineInfo info = engine.info();
      assertThat(info.version()).matches("\\d+\\.\\d+\\.\\d+");
      assertThat(info.details())
          .containsKeys("natives", "blas", "openmp", "oneDNN", "cpuCapability", "loadedAfter")
          .containsKeys("tunedInProcess", "OMP_WAIT_POLICY")
          .doesNotContainValue("unknown")
          .containsEntry("tf32", "off");
      assertThat(TorchLibrary.artifact("")).contains(":" + info.version() + "-");
    }
  }

  @Test
  void threadsAreThoseAskedFor() {
    for (int threads : new int[] {1, 2}) {
      try (Engine engine = provider.open(new EngineOptions(DeviceRequest.CPU, threads))) {
        assertThat(torch.get_num_threads()).isEqualTo(threads);
        assertThat(engine.info().threads()).isEqualTo(threads);
      }
    }
  }

  @Test
  void reducedPrecisionAndNondeterminismAreOff() {
    try (Engine engine = provider.open(new EngineOptions(DeviceRequest.CPU, 1))) {
      Context context = torch.globalContext();
      assertThat(context.allowTF32CuDNN()).as("on by default in libtorch").isFalse();
      assertThat(context.allowTF32CuBLAS()).isFalse();
      assertThat(context.benchmarkCuDNN()).isFalse();
      assertThat(context.deterministicCuDNN()).isTrue();
      assertThat(engine.info().details()).containsEntry("deterministic", "on");
    }
  }

  @Test
  void workersGetOneOpenMpRuntimeThatHardlySpinsAndReproducibleSums() {
    assertThat(provider.environment(3))
        .containsEntry("OMP_NUM_THREADS", "3")
        .containsEntry("OMP_WAIT_POLICY", "passive")
        .containsEntry("GOMP_SPINCOUNT", "5000")
        .containsAllEntriesOf(TorchBlas.choice().environment())
        .containsEntry("MALLOC_ARENA_MAX", "1")
        .containsEntry("MALLOC_MMAP_MAX_", "0");
    assertThat(provider.jvmArguments())
        .allMatch(argument -> argument.startsWith("-Dorg.bytedeco."))
        .contains("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
  }
}
