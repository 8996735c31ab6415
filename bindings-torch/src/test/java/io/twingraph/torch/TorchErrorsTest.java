// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchErrorsTest {
  private static final String STACK =
      "\nException raised from meta at /build/LinearAlgebra.cpp:193 (most recent call first):"
          + "\nframe #0: c10::Error::Error(...) + 0xac (0x7f33 in libc10.so)\n";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CUDA out of memory. Tried to allocate 2.00 GiB | smaller batch size",
        "[enforce fail at alloc_cpu.cpp:119] err == 0. DefaultCPUAllocator: can't allocate memory"
            + " | more memory than the process can get",
        "std::bad_alloc | smaller batch size",
        "CUDA error: no kernel image is available for execution on the device | device 'cpu'",
        "CUDA driver version is insufficient for CUDA runtime version | update the NVIDIA driver"
      })
  void knownFailuresSayWhatToDo(String nativeText, String advice) {
    RuntimeException thrown = new RuntimeException(nativeText + STACK);
    assertThat(TorchErrors.translate("a train step", thrown))
        .isInstanceOf(EngineException.class)
        .hasMessageStartingWith("torch failed during a train step: " + nativeText)
        .hasMessageContaining("to do:")
        .hasMessageContaining(advice)
        .hasCause(thrown);
  }

  @Test
  void unknownFailuresKeepTheNativeTextAndNothingElse() {
    RuntimeException thrown = new RuntimeException("mat1 must be a matrix,\ngot 4-D" + STACK);
    assertThat(TorchErrors.translate("a trace", thrown))
        .hasMessage("torch failed during a trace: mat1 must be a matrix,\ngot 4-D");
  }

  @Test
  void tableOfBackendsIsLeftOut() {
    String text =
        """
        Could not run 'aten::add' with arguments from the 'CUDA' backend.

        CPU: registered at RegisterCPU.cpp:2484 [kernel]
        """;
    assertThat(TorchErrors.nativeText(text))
        .isEqualTo("Could not run 'aten::add' with arguments from the 'CUDA' backend.");
  }

  @Test
  void messagesThatSayNothingAreReplaced() {
    assertThat(TorchErrors.nativeText(null)).isEqualTo("libtorch gave no message");
    assertThat(TorchErrors.nativeText(" \n")).isEqualTo("libtorch gave no message");
    assertThat(TorchErrors.nativeText(STACK)).isEqualTo("libtorch gave no message");
  }

  @Test
  void failuresOfJavaCodeAreNotBlamedOnLibtorch() {
    IllegalStateException thrown = new IllegalStateException("closed");
    assertThat(TorchErrors.translate("a step", thrown)).isSameAs(thrown);
  }

  @Test
  void missingNativesNameTheArtifact() {
    Throwable root = new UnsatisfiedLinkError("no jnitorch in java.library.path");
    assertThat(TorchErrors.notLoaded("org.bytedeco:pytorch:1:linux", new LinkageError("x", root)))
        .hasMessageContaining("torch: the engine is not available")
        .hasMessageContaining("no jnitorch in java.library.path")
        .hasMessageContaining("put the natives on the class path: org.bytedeco:pytorch:1:linux");
  }

  @Test
  void failureInNativeCodeArrivesTranslated() {
    TorchEngine engine =
        (TorchEngine) new TorchEngineProvider().open(new EngineOptions(DeviceRequest.CPU, 1));
    Batch batch = Batch.of(2, 2, 1, new float[4], 0);
    assertThatThrownBy(
            () ->
                engine.call(
                    "a product",
                    () -> {
                      Tensor image = TorchTensors.wrapImages(batch, "cpu");
                      return torch.addmm(image, image, image);
                    }))
        .isInstanceOf(EngineException.class)
        .hasMessage("torch failed during a product: mat1 must be a matrix, got 4-D tensor");
    engine.close();
  }
}
