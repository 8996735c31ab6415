// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.cuda.CudaChain;
import io.twingraph.cuda.CudaLibrary;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineOptions;
import io.twingraph.nativelib.NativeProblem;
import io.twingraph.spec.Presets;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
  void nativesThatAreNotThereAreNamedWithTheArtifact() {
    LinkageError thrown = new UnsatisfiedLinkError("no jnitorch in java.library.path: /usr/lib");
    assertThat(TorchErrors.notLoaded("group:artifact:1:linux", NativeProblem.of(thrown), thrown))
        .hasMessageContaining("torch: the engine is not available")
        .hasMessageContaining("missing: libtorch did not load: no natives for")
        .hasMessageContaining("to do:   put the natives on the class path: group:artifact:1:linux")
        .hasCause(thrown);
  }

  @Test
  void nativesThatAreThereAndDoNotLoadAreNotAskedFor() {
    LinkageError thrown = new UnsatisfiedLinkError("libm.so.6: version `GLIBC_2.99' not found");
    assertThat(TorchErrors.notLoaded("group:artifact:1:linux", NativeProblem.of(thrown), thrown))
        .hasMessageContaining("libtorch did not load: this system's C library is too old")
        .hasMessageContaining("GLIBC_2.99")
        .hasMessageNotContaining("class path");
  }

  @Test
  void nativesForGpusThatDoNotLoadNameTheFirstMissingLibraryOfCuda() {
    CudaLibrary cudnn =
        CudaLibrary.CHAIN.stream()
            .filter(library -> library.title().equals("cuDNN"))
            .findFirst()
            .orElseThrow();
    Optional<CudaChain.Link> missing = Optional.of(new CudaChain.Link(cudnn, "not found"));
    LinkageError thrown = new UnsatisfiedLinkError("libtorch_cuda.so: libcudnn.so.9: not found");
    assertThat(TorchErrors.notLoadedForGpus("org.bytedeco:pytorch:1:linux-gpu", missing, thrown))
        .hasMessageContaining("torch: the engine is not available")
        .hasMessageContaining("missing: libcudnn.so.9 (cuDNN), which the natives for GPUs need")
        .hasMessageContaining(cudnn.source())
        .hasMessageEndingWith("; or leave --cuda out to run on the CPU")
        .hasCause(thrown);
  }

  @Test
  void nativesForGpusThatDoNotLoadForAnotherReasonKeepIt() {
    assertThat(
            TorchErrors.notLoadedForGpus(
                "org.bytedeco:pytorch:1:linux-gpu",
                Optional.empty(),
                new UnsatisfiedLinkError("no jnitorch in java.library.path")))
        .hasMessageContaining("put the natives on the class path: org.bytedeco:pytorch:1:linux");
  }

  @Test
  void outOfDeviceMemoryTellsTensorSizeFreeMemoryStateAndAdvice() {
    TorchMaking making = new TorchMaking(Presets.matched().graph());
    making.images(1_000_000);
    RuntimeException thrown =
        new RuntimeException(TorchOutOfMemoryTest.GPU_IS_FULL + TorchOutOfMemoryTest.STACK);
    assertThat(TorchErrors.isOutOfMemory(thrown)).isTrue();
    assertThat(
            TorchErrors.outOfMemory(
                "train step 1", making, "cuda:0", Optional.of(150_000_000_000L), thrown))
        .hasMessage(
            "torch failed during train step 1: out of memory on cuda:0\n"
                + "  making:  the batch's images, float32[1000000, 28, 28, 1], 3,136,000,000 bytes"
                + " (2.92 GiB)\n"
                + "  native:  "
                + TorchOutOfMemoryTest.GPU_IS_FULL
                + "\n"
                + "  free:    150,000,000,000 bytes (139.70 GiB) of cuda:0, now that what this held"
                + " is given back\n"
                + "  state:   parameters and optimizer state are as before; the session can go"
                + " on\n"
                + "  to do:   use a smaller batch size or a smaller model")
        .hasCause(thrown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA error: out of memory",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "cuDNN error: CUDNN_STATUS_ALLOC_FAILED",
        "DefaultCPUAllocator: not enough memory: you tried to allocate 1 bytes.",
        "std::bad_alloc"
      })
  void allWordsForMemoryThatRunsOutAreKnown(String text) {
    assertThat(TorchErrors.isOutOfMemory(new RuntimeException(text))).isTrue();
    assertThat(TorchErrors.isOutOfMemory(new IllegalStateException(text))).isFalse();
    assertThat(TorchErrors.isOutOfMemory(new RuntimeException((String) null))).isFalse();
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
