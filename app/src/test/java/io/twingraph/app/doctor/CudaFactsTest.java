// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.cuda.CudaChain;
import io.twingraph.cuda.CudaDevice;
import io.twingraph.cuda.CudaLibrary;
import io.twingraph.cuda.CudaRelease;
import io.twingraph.cuda.CudaSystem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The chain and the GPUs as the doctor shows them, with a made-up machine. */
class CudaFactsTest {
  private static final CudaSystem NO_GPU =
      new CudaSystem("", "12.9", List.of(), "the CUDA runtime sees no GPU");

  @Test
  void aBuildForTheCpuSaysHowToGetTheOther() {
    assertThat(text("", false, List.of(), null))
        .contains("- kernel module")
        .contains("to do: for GPUs start with ./twingraph --cuda")
        .doesNotContain("libcudart");
  }

  @Test
  void theFirstMissingLibraryIsNamedWithWhereToGetIt() {
    CudaRelease release = CudaRelease.ofThisBuild();
    String text = text("NVRM version 575", true, chain("libcudnn.so.9"), NO_GPU);
    assertThat(text)
        .contains("✗ first missing  libcudnn.so.9 (cuDNN)")
        .contains("✓ this build  for " + release)
        .contains("to do: install package libcudnn9-cuda-" + release.major() + " of NVIDIA's")
        .contains("wheel nvidia-cudnn-cu" + release.major() + " of PyPI")
        .contains("✓ cuBLAS  libcublas.so." + release.major())
        .contains("✗ GPUs  the CUDA runtime sees no GPU");
  }

  @Test
  void whatNoEngineNeedsIsNotCalledMissing() {
    CudaLibrary extra =
        new CudaLibrary("libmore.so.2", "More", "no more", false, "libmore2", "more");
    CudaChain.Link lost = new CudaChain.Link(extra, "cannot open libmore.so.2");
    assertThat(text("NVRM version 575", true, List.of(lost), NO_GPU))
        .contains("- More  cannot open libmore.so.2; without it no more")
        .doesNotContain("first missing");
  }

  @Test
  void aMissingDriverComesFirst() {
    assertThat(text("", true, chain("libcuda.so.1"), NO_GPU))
        .contains("✗ first missing  libcuda.so.1 (driver)")
        .contains("to do: install the NVIDIA driver: package nvidia-driver (Debian)");
  }

  @Test
  void gpusAreShownAsTheyAreAskedFor() {
    CudaSystem two =
        new CudaSystem(
            "13.0",
            "12.9",
            List.of(
                new CudaDevice(0, "NVIDIA H200", 9, 0, 139L << 30, 140L << 30),
                new CudaDevice(1, "NVIDIA A10", 8, 6, 20L << 30, 24L << 30)),
            "");
    assertThat(text("NVRM version 580", true, chain(), two))
        .contains("✓ cuda:0  NVIDIA H200, compute capability 9.0, 139.0 of 140.0 GiB free")
        .contains("✓ cuda:1  NVIDIA A10, compute capability 8.6, 20.0 of 24.0 GiB free")
        .contains("driver's CUDA  13.0")
        .doesNotContain("✗");
  }

  private static List<CudaChain.Link> chain(String... missing) {
    List<CudaChain.Link> chain = new ArrayList<>();
    for (CudaLibrary library : CudaLibrary.CHAIN) {
      boolean lost = List.of(missing).contains(library.file());
      chain.add(new CudaChain.Link(library, lost ? "cannot open " + library.file() : ""));
    }
    return chain;
  }

  private static String text(
      String driver, boolean build, List<CudaChain.Link> chain, CudaSystem system) {
    Diagnosis diagnosis =
        new Diagnosis(true, List.of(CudaFacts.section(driver, build, chain, system)));
    return String.join("\n", diagnosis.lines(1000)).replaceAll("(\\S) {2,}", "$1  ");
  }
}
