// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.spec.Presets;
import org.junit.jupiter.api.Test;

/** Multiply-adds, worked out by hand. */
class WorkCountTest {
  @Test
  void matchedNetworkNeedsTwentyMillionMultiplyAddsForAnImage() {
    WorkCount count = WorkCount.of(Presets.matched().graph());
    long first = 26L * 26 * 32 * 9;
    long second = 24L * 24 * 64 * 9 * 32;
    long dense = 9216L * 1024 + 1024 * 10;
    assertThat(count.forward()).isEqualTo(first + second + dense).isEqualTo(20_258_944);
    // Three times, but no gradient of the images.
    assertThat(count.train()).isEqualTo(2 * first + 3 * second + 3 * dense).isEqualTo(60_582_144);
    assertThat(count.flop(Workload.Kind.TRAIN, 32)).isEqualTo(2.0 * 32 * 60_582_144);
    assertThat(count.flop(Workload.Kind.FORWARD, 256)).isEqualTo(2.0 * 256 * 20_258_944);
  }

  @Test
  void articleNetworkIsSmall() {
    WorkCount count = WorkCount.of(Presets.articleTorch().graph());
    assertThat(count.forward()).isEqualTo(6 * 6 * 32 * 9 + 4 * 4 * 64 * 9 * 32 + 1024 * 10);
    assertThat(count.parameters()).isEqualTo(29_066);
  }

  @Test
  void updateReadsAndWritesEachParameterOnce() {
    assertThat(WorkCount.of(Presets.matched().graph()).updateBytes()).isEqualTo(9_467_274 * 8.0);
  }
}
