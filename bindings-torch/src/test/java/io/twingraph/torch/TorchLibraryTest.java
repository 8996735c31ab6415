// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;
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
  private final EngineProvider provider = Engines.named("torch");

  @Test
  void serviceLoaderFindsTheProvider() {
    assertThat(provider).isInstanceOf(TorchEngineProvider.class);
    assertThat(provider.name()).isEqualTo("torch");
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
  void nativesAreNamedForWhatLibtorchWasBuiltWith() {
    try (Engine engine = provider.open(new EngineOptions(DeviceRequest.CPU, 2))) {
      boolean withCuda = engine.info().details().get("cuda").matches("1|ON");
      assertThat(engine.info().details())
          .containsEntry("natives", TorchLibrary.artifact(withCuda ? "-gpu" : ""))
          .doesNotContainKeys("gpu", "cudnn", "cudnnBenchmark");
    }
  }

  @Test
  void mathModesAreReadBackFromLibtorch() {
    try (Engine engine = provider.open(new EngineOptions(DeviceRequest.CPU, 1))) {
      Context context = torch.globalContext();
      context.setAllowTF32CuBLAS(true);
      context.setBenchmarkCuDNN(true);
      context.setDeterministicAlgorithms(true, false);
      assertThat(TorchLibrary.info("cuda:9", 1).details())
          .containsEntry("tf32", "cuBLAS on, cuDNN off")
          .containsEntry("deterministic", "on")
          .containsEntry("cudnnBenchmark", "on");
      context.setAllowTF32CuDNN(true);
      context.setDeterministicAlgorithms(false, true);
      assertThat(TorchLibrary.info("cuda:9", 1).details())
          .containsEntry("tf32", "on")
          .containsEntry("deterministic", "off");
      TorchLibrary.configure(1, "cuda:9");
      assertThat(TorchLibrary.info("cuda:9", 1).details())
          .containsEntry("tf32", "off")
          .containsEntry("deterministic", "on where libtorch can")
          .containsEntry("cudnnDeterministic", "on")
          .containsEntry("cudnnBenchmark", "off");
      assertThat(engine.info().details()).containsEntry("tf32", "off");
    } finally {
      torch.globalContext().setDeterministicAlgorithms(false, true);
      TorchLibrary.configure(1, "cpu");
    }
  }

  @Test
  void engineOnTheCpuDoesNotTakeDeterminismFromOneOnAGpu() {
    try (Engine engine = provider.open(new EngineOptions(DeviceRequest.CPU, 1))) {
      TorchLibrary.configure(1, "cuda:9");
      TorchLibrary.configure(1, "cpu");
      assertThat(torch.globalContext().deterministicAlgorithms()).isTrue();
      assertThat(engine.info().details()).containsEntry("deterministic", "on");
    } finally {
      torch.globalContext().setDeterministicAlgorithms(false, true);
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
