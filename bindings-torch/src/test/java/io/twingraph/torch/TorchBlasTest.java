// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TorchBlasTest {
  private static final String AVX512 =
      "flags\t\t: fpu avx2 avx512f avx512dq avx512cd avx512bw avx512vl";
  private static final String OTHER = "vendor_id\t: AuthenticAMD\n";
  private static final String INTEL = "vendor_id\t: GenuineIntel\n";

  @Test
  void aLibraryThatTheUserChoseIsNeverReplaced() {
    assertThat(TorchBlas.choose(true, true, OTHER + AVX512, true))
        .isEqualTo(TorchBlas.CHOSEN_BY_USER);
    assertThat(TorchBlas.CHOSEN_BY_USER.properties()).isEmpty();
  }

  @Test
  void avx512OfOtherMakersIsUsedThroughOpenBlas() {
    assertThat(TorchBlas.choose(false, true, OTHER + AVX512, true))
        .isEqualTo(TorchBlas.OPENBLAS_IN_PARTS);
    assertThat(TorchBlas.OPENBLAS_IN_PARTS.environment())
        .containsExactly(Map.entry("OPENBLAS_NUM_THREADS", "1"));
  }

  @Test
  void mklMultipliesOnIntelAndWithoutAvx512AndWithoutACompiler() {
    assertThat(TorchBlas.choose(false, true, INTEL + AVX512, true)).isEqualTo(TorchBlas.MKL);
    assertThat(TorchBlas.choose(false, true, OTHER + "flags\t\t: fpu avx2", true))
        .isEqualTo(TorchBlas.MKL);
    assertThat(TorchBlas.choose(false, false, OTHER + AVX512, true)).isEqualTo(TorchBlas.MKL);
    assertThat(TorchBlas.MKL.properties()).containsEntry(TorchBlas.SWITCH, "mkl_rt");
    assertThat(TorchBlas.MKL.environment())
        .containsEntry("MKL_THREADING_LAYER", "GNU")
        .containsEntry("MKL_CBWR", "AUTO");
  }

  @Test
  void withoutMklOpenBlasMultipliesInPartsOnEveryProcessor() {
    assertThat(TorchBlas.choose(false, true, INTEL + AVX512, false))
        .isEqualTo(TorchBlas.OPENBLAS_IN_PARTS);
    assertThat(TorchBlas.choose(false, true, OTHER + "flags\t\t: fpu avx2", false))
        .isEqualTo(TorchBlas.OPENBLAS_IN_PARTS);
  }

  @Test
  void openBlasMultipliesOnItsOwnThreadsWithoutMklAndWithoutACompiler() {
    assertThat(TorchBlas.choose(false, false, INTEL + AVX512, false)).isEqualTo(TorchBlas.OPENBLAS);
    assertThat(TorchBlas.OPENBLAS.environment())
        .containsExactly(Map.entry("OPENBLAS_THREAD_TIMEOUT", "16"));
    assertThat(TorchBlas.choose(false, false, "", false)).isEqualTo(TorchBlas.OPENBLAS);
  }
}
