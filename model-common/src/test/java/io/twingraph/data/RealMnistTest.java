// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Reads the real MNIST where {@code $TWINGRAPH_DATA} has it. */
class RealMnistTest {
  @Test
  void theRealMnistIsReadAndResized() {
    String data = System.getenv().getOrDefault("TWINGRAPH_DATA", "");
    boolean there = !data.isBlank() && Files.isDirectory(Path.of(data, "mnist"));
    String reason =
        "skipped: no real MNIST ($TWINGRAPH_DATA is "
            + (data.isBlank() ? "not set" : data + " and lacks mnist/")
            + ")";
    if (!there) {
      System.out.println("RealMnistTest " + reason);
    }
    assumeTrue(there, reason);
    Datasets.Locations locations = Datasets.Locations.system();
    Dataset mnist = new Datasets(locations).open("mnist", DownloadListener.NONE);
    assertThat(mnist.source()).isEqualTo(Path.of(data, "mnist").toString());
    assertThat(mnist.train().count()).isEqualTo(60_000);
    assertThat(mnist.test().count()).isEqualTo(10_000);
    assertThat(mnist.test().limit(10).label(0)).isEqualTo(7);
    assertThat(mnist.train().sha256())
        .isEqualTo("692b3dda886fa740cd87664e6a7b40089ff49cdfb45ec35f10a88aff63aa4a74");
    assertThat(Split.of(mnist.train(), 0.3).train().count()).isEqualTo(42_000);
    assertThat(Resize.resize(mnist.test(), 8, 8).sha256())
        .isEqualTo("3129128f7631f023e136a375ce45880929a23c8bfd4395d44bd9889880761bae");
  }
}
