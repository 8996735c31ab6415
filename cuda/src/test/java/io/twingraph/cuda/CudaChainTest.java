// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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

  @Test
  void everyLibrarySaysWhereToGetIt() {
    assertThat(CudaLibrary.CHAIN)
        .allSatisfy(library -> assertThat(library.source()).contains("install", "package"));
    assertThat(CudaLibrary.CHAIN).extracting(CudaLibrary::file).doesNotHaveDuplicates();
  }
}
