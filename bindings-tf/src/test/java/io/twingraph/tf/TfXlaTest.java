// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineOptions;
import io.twingraph.error.SpecException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The switch of XLA: what it takes, what it sets. */
class TfXlaTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "0", "false"})
  void isOffWithoutTheSwitchOrWithNo(String value) {
    assertThat(TfXla.wanted(Map.of())).isFalse();
    assertThat(TfXla.wanted(Map.of(TfXla.SWITCH, value))).isFalse();
    assertThat(new TfEngineProvider(Map.of(TfXla.SWITCH, value)).environment(2))
        .containsEntry("TF_DETERMINISTIC_OPS", "1")
        .doesNotContainKey("XLA_FLAGS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true"})
  void onAsksForItsOwnDeterminismAndForNoProductsThatCouldTakeTf32(String value) {
    assertThat(new TfEngineProvider(Map.of(TfXla.SWITCH, value)).environment(2))
        .containsEntry("TF_DETERMINISTIC_OPS", "0")
        .containsEntry("NVIDIA_TF32_OVERRIDE", "0")
        .containsEntry(
            "XLA_FLAGS", "--xla_gpu_deterministic_ops=true --xla_gpu_enable_triton_gemm=false");
  }

  @Test
  void folderOfCudasCompilerGoesToXlaUnlessTheUserHasSetItsFlags() {
    Map<String, String> named =
        Map.of(TfXla.SWITCH, "1", "TWINGRAPH_CUDA_COMPILER", "/my cuda/nvcc");
    assertThat(new TfEngineProvider(named).environment(2))
        .containsEntry(
            "XLA_FLAGS",
            "--xla_gpu_cuda_data_dir='/my cuda/nvcc' --xla_gpu_deterministic_ops=true"
                + " --xla_gpu_enable_triton_gemm=false");
    Map<String, String> set = new HashMap<>(named);
    set.put("XLA_FLAGS", "--xla_a=1");
    assertThat(TfXla.flags(set)).isEqualTo("--xla_a=1");
  }

  @Test
  void anotherValueIsRefusedBeforeAnythingIsLoadedOrStarted() {
    TfEngineProvider provider = new TfEngineProvider(Map.of(TfXla.SWITCH, "yes"));
    assertThatThrownBy(() -> provider.environment(2))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(
            "environment variable TWINGRAPH_TF_XLA (XLA compiles what TensorFlow runs)")
        .hasMessageContaining("got:      'yes'");
    assertThatThrownBy(() -> provider.open(EngineOptions.DEFAULT))
        .isInstanceOf(SpecException.class);
  }

  @Test
  void withoutXlaTheFolderOfCudasCompilerIsToldAllTheSame() {
    assertThat(new TfEngineProvider(Map.of("TWINGRAPH_CUDA_COMPILER", "/nvcc")).environment(2))
        .containsEntry("XLA_FLAGS", "--xla_gpu_cuda_data_dir='/nvcc'")
        .containsEntry("TF_DETERMINISTIC_OPS", "1");
    Map<String, String> own = Map.of("TWINGRAPH_CUDA_COMPILER", "/nvcc", "XLA_FLAGS", "--mine");
    assertThat(new TfEngineProvider(own).environment(2)).doesNotContainKey("XLA_FLAGS");
  }

  @Test
  void lackOfMemoryIsNoFailureToCompile() {
    EngineException failure =
        new EngineException("tensorflow", "opening", TfOutOfMemory.NO_ROOM + " on cuda:0", null);
    assertThat(TfXla.refused(failure)).isSameAs(failure);
  }

  @Test
  void failureToCompileKeepsTensorFlowsTextAndSaysHowToGoOn() {
    EngineException failure = TfErrors.failure(13, "libdevice not found", "opening", null);
    assertThat(TfXla.refused(failure))
        .hasCause(failure)
        .hasMessageContaining("during the compilation of a step by XLA")
        .hasMessageContaining("libdevice not found")
        .hasMessageEndingWith("to do: unset TWINGRAPH_TF_XLA to run without XLA");
  }
}
