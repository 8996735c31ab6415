// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import java.util.Arrays;
import java.util.Collection;

/**
 * The middle of some numbers, and how far they reach.
 *
 * @param median of an even count the mean of the two in the middle
 */
public record Spread(double median, double min, double max) {
  /**
   * Of at least one number.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Spread of(Collection<Double> values) {
    double[] sorted = sorted(values);
    return new Spread(middle(sorted), sorted[0], sorted[sorted.length - 1]);
  }

  /** The median of at least one number. */
  static double median(Collection<Double> values) {
    return middle(sorted(values));
  }

  /** The smallest of the values that at least {@code share} of them do not exceed. */
  static double percentile(Collection<Double> values, double share) {
    double[] sorted = sorted(values);
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, Math.min(sorted.length, rank) - 1)];
  }

  private static double[] sorted(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no numbers, so no middle");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private static double middle(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
