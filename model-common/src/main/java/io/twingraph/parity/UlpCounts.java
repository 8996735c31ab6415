// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

/**
 * How many pairs of float32 values are how many float32 values apart. A distance falls into the
 * bucket of its first eight significant bits: exact below 256, to 1 part in 128 above.
 */
final class UlpCounts {
  /** Bits of a float that say less than the first eight significant bits of its value. */
  private static final int DROPPED = 16;

  private static final int ONE = Float.floatToRawIntBits(1) >>> DROPPED;
  private static final int BUCKETS = (Float.floatToRawIntBits(0x1p32f) >>> DROPPED) - ONE + 2;

  private final int[] counts = new int[BUCKETS];

  void add(float a, float b) {
    long distance = Math.abs((long) rank(a) - rank(b));
    counts[distance == 0 ? 0 : (Float.floatToRawIntBits((float) distance) >>> DROPPED) - ONE + 1]++;
  }

  void addZeros(int pairs) {
    counts[0] += pairs;
  }

  void add(UlpCounts other) {
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] += other.counts[i];
    }
  }

  /** The smallest distance that a share {@code p} of the pairs does not exceed; 0 for no pairs. */
  int percentile(double p) {
    long all = 0;
    for (int count : counts) {
      all += count;
    }
    long wanted = (long) Math.ceil(p * all);
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return i == 0 || all == 0 ? 0 : (int) Float.intBitsToFloat((i - 1 + ONE) << DROPPED);
      }
    }
    return 0;
  }

  /** The position of a value among the float32 values in order, 0 and -0 being one. */
  private static int rank(float value) {
    int bits = Float.floatToRawIntBits(value);
    return bits >= 0 ? bits : -(bits & Integer.MAX_VALUE);
  }
}
