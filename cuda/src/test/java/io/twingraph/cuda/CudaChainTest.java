// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CudaChainTest {
  @Test
  void everyLibraryIsTriedAndKeepsTheLinkersWords() {
    List<CudaChain.Link> chain =
        CudaChain.look(
            library ->
                library.title().equals("cuDNN") ? Optional.of("not found") : Optional.empty());

    assertThat(chain).hasSize(CudaLibrary.CHAIN.size());
    assertThat(chain.get(0).library().file()).as("the driver first").isEqualTo("libcuda.so.1");
    assertThat(chain.stream().filter(link -> !link.works()))
        .singleElement()
        .satisfies(
            link -> {
              assertThat(link.library().file()).isEqualTo("libcudnn.so.9");
              assertThat(link.problem()).isEqualTo("not found");
            });
  }

  @Test
  void theDynamicLinkerItselfIsAsked() {
    for (CudaChain.Link link : CudaChain.look()) {
      if (!link.works()) {
        assertThat(link.problem()).as(link.library().file()).contains(".so");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"12.9-9.10-1.5.12", "13.1-9.19-1.5.13"})
  void everyLibrarySaysWhereToGetIt(String presets) {
    List<CudaLibrary> chain = CudaLibrary.chain(CudaRelease.of(presets).orElseThrow());
    assertThat(chain)
        .allSatisfy(library -> assertThat(library.source()).contains("install", "package"));
    assertThat(chain).extracting(CudaLibrary::file).doesNotHaveDuplicates();
  }

  /** The names are those that the natives ask for, by {@code readelf}. */
  @Test
  void librariesOfCuda12AreThoseOfItsNatives() {
    List<CudaLibrary> chain = CudaLibrary.chain(new CudaRelease(12, 9, 9));
    assertThat(chain)
        .extracting(CudaLibrary::file)
        .containsExactly(
            "libcuda.so.1",
            "libcudart.so.12",
            "libnvJitLink.so.12",
            "libnvrtc.so.12",
            "libcublasLt.so.12",
            "libcublas.so.12",
            "libcudnn.so.9",
            "libcusparse.so.12",
            "libcusolver.so.11",
            "libcusolverMg.so.11",
            "libcufft.so.11",
            "libcurand.so.10",
            "libcupti.so.12",
            "libcufile.so.0",
            "libnccl.so.2");
    assertThat(source(chain, "cuDNN")).contains("libcudnn9-cuda-12 ", "nvidia-cudnn-cu12 ");
    assertThat(source(chain, "cuSOLVER"))
        .isEqualTo(
            "install package libcusolver-12-9 of NVIDIA's repository for Debian and Ubuntu, or wheel"
                + " nvidia-cusolver-cu12 of PyPI with its lib folder in LD_LIBRARY_PATH");
    assertThat(source(chain, "driver")).contains("nvidia-driver-575-server or newer");
    assertThat(needed(chain)).hasSize(chain.size() - 2).doesNotContain("NCCL", "cuSOLVER Mg");
  }

  @Test
  void librariesOfCuda13AreThoseOfItsNatives() {
    List<CudaLibrary> chain = CudaLibrary.chain(new CudaRelease(13, 1, 9));
    assertThat(chain)
        .extracting(CudaLibrary::file)
        .containsExactly(
            "libcuda.so.1",
            "libcudart.so.13",
            "libnvJitLink.so.13",
            "libnvrtc.so.13",
            "libcublasLt.so.13",
            "libcublas.so.13",
            "libcudnn.so.9",
            "libcusparse.so.12",
            "libcusolver.so.12",
            "libcusolverMg.so.12",
            "libcufft.so.12",
            "libcurand.so.10",
            "libcupti.so.13",
            "libcufile.so.0",
            "libnccl.so.2");
    assertThat(source(chain, "cuDNN")).contains("libcudnn9-cuda-13 ", "nvidia-cudnn-cu13 ");
    assertThat(source(chain, "cuBLAS")).contains("libcublas-13-1 ", "wheel nvidia-cublas of");
    assertThat(source(chain, "CUDA runtime"))
        .startsWith("put artifact org.bytedeco:cuda-redist on the class path, or install package")
        .contains("cuda-cudart-13-1 ", "wheel nvidia-cuda-runtime of");
    assertThat(source(chain, "driver")).contains("nvidia-driver-580-server or newer");
    assertThat(needed(chain))
        .contains("NCCL")
        .hasSize(chain.size() - 1)
        .doesNotContain("cuSOLVER Mg");
  }

  private static String source(List<CudaLibrary> chain, String title) {
    return chain.stream().filter(one -> one.title().equals(title)).findFirst().get().source();
  }

  private static List<String> needed(List<CudaLibrary> chain) {
    return chain.stream().filter(CudaLibrary::needed).map(CudaLibrary::title).toList();
  }
}
