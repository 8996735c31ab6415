// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

import java.util.Arrays;
import java.util.Locale;

/** How many float32 values lie between pairs of values. */
final class UlpDistances {
  private final int[] sorted;

  /** Takes the array over. */
  UlpDistances(int[] distances) {
    Arrays.sort(distances);
    this.sorted = distances;
  }

  /**
   * Steps from {@code a} to {@code b} through the float32 values in order, 0 and -0 being one
   * value; at most {@link Integer#MAX_VALUE}.
   */
  static int between(float a, float b) {
    return (int) Math.min(Math.abs(rank(a) - rank(b)), Integer.MAX_VALUE);
  }

  private static long rank(float value) {
    int bits = Float.floatToRawIntBits(value);
    return bits >= 0 ? bits : -(long) (bits & Integer.MAX_VALUE);
  }

  /** The smallest distance that a share {@code p} of the pairs does not exceed. */
  int percentile(double p) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(p * sorted.length) - 1];
  }

  /** Element 0: equal pairs; element {@code k}: {@code 2^(k-1)} to {@code 2^k - 1} steps apart. */
  int[] histogram() {
    int[] counts = new int[percentile(1) == 0 ? 1 : bucket(percentile(1)) + 1];
    for (int distance : sorted) {
      counts[bucket(distance)]++;
    }
    return counts;
  }

  private static int bucket(int distance) {
    return 32 - Integer.numberOfLeadingZeros(distance);
  }

  /** Shares of the buckets that are not empty: {@code "0: 61.0 %, 1: 30.1 %, 2-3: 8.9 %"}. */
  @Override
  public String toString() {
    int[] counts = histogram();
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < counts.length; k++) {
      if (counts[k] > 0) {
        long low = k == 0 ? 0 : 1L << (k - 1);
        long high = (1L << k) - 1;
        text.append(text.length() == 0 ? "" : ", ")
            .append(k < 2 ? Long.toString(low) : low + "-" + high)
            .append(String.format(Locale.ROOT, ": %.1f %%", 100.0 * counts[k] / sorted.length));
      }
    }
    return text.toString();
  }
}
