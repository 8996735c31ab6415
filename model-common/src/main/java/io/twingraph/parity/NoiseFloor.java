// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import java.util.List;

/**
 * How far apart an engine is from something that means the same by construction.
 *
 * @param engine whose floor it is
 * @param against {@code "itself"}, {@code "1 thread"} or {@code "float64"}
 * @param steps that were made; 0 where one had values that are no numbers, and so no floor
 * @param rows as in a {@link ParityReport}, with the same tolerances
 */
public record NoiseFloor(String engine, String against, int steps, List<StageRow> rows) {
  public NoiseFloor {
    rows = List.copyOf(rows);
  }
}
