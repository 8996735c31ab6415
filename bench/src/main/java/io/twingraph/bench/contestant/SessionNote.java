// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.contestant;

import io.twingraph.engine.TrainingSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be known about a contestant's figures: whether a way of running that was asked for was
 * really taken, and what ran otherwise than one would expect. A contestant whose graph or program
 * was not used computes the same, only without it, so that nothing else would tell.
 */
final class SessionNote {
  private SessionNote() {}

  /**
   * Reads what a session says of itself after its last step.
   *
   * @param details as {@link TrainingSession#details} gives them
   * @return in one line; empty if nothing was asked for and nothing was odd
   */
  static Optional<String> of(Map<String, String> details) {
    List<String> parts = new ArrayList<>();
    String graphs = details.getOrDefault("cudaGraphs", "off");
    if (!graphs.equals("off")) {
      parts.add("CUDA graphs " + graphs);
    }
    String xla = details.getOrDefault("xla", "off");
    if (!xla.equals("off")) {
      parts.add("XLA " + xla);
    }
    if (details.containsKey(TrainingSession.NOTICE)) {
      parts.add(details.get(TrainingSession.NOTICE));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
  }
}
