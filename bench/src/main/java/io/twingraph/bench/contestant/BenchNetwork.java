// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.contestant;

import io.twingraph.spec.Experiment;
import io.twingraph.spec.Presets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The networks that contestants train. */
public enum BenchNetwork {
  /** The tutorial's TensorFlow network, the same for every contestant. */
  MATCHED,
  /** The tutorial's small PyTorch network. */
  ARTICLE;

  /**
   * The network that the protocol calls {@code name}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static BenchNetwork named(String name) {
    return Arrays.stream(values())
        .filter(network -> network.title().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no network '"
                        + name
                        + "'; there are "
                        + Arrays.stream(values())
                            .map(BenchNetwork::title)
                            .collect(Collectors.joining(", "))));
  }

  /** The protocol's name for it. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its experiment, with the preset's batch size and learning rate. */
  public Experiment experiment() {
    return this == MATCHED ? Presets.matched() : Presets.articleTorch();
  }
}
