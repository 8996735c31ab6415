// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

/**
 * Loops over parts of float arrays, each with one reduction and nothing else, which is the form
 * that the JVM's compiler turns into vector instructions.
 */
final class FloatBlocks {
  private FloatBlocks() {}

  /** Largest {@code |a|}; NaN if there is one. */
  static float largest(float[] a, int from, int to) {
    float largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(a[i]));
    }
    return largest;
  }

  /** Whether there is no NaN and no infinity. */
  static boolean allFinite(float[] a, int from, int to) {
    return largest(a, from, to) <= Float.MAX_VALUE;
  }

  /** Largest {@code |a-b|}; NaN or infinite if a value is. */
  static float largestDifference(float[] a, float[] b, int from, int to) {
    float largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  /** Largest {@code |a-b| / (absolute + relative * max(|a|,|b|))} of finite values. */
  static float largestShare(
      float[] a, float[] b, int from, int to, float absolute, float relative) {
    float least = absolute + Float.MIN_NORMAL; // so that 0 / 0 is 0
    float largest = 0;
    for (int i = from; i < to; i++) {
      float magnitude = Math.max(Math.abs(a[i]), Math.abs(b[i]));
      largest = Math.max(largest, Math.abs(a[i] - b[i]) / (least + relative * magnitude));
    }
    return largest;
  }

  /**
   * Largest {@code |p1 - (p0 - rate * g)| / allowed} with {@code allowed = rounding * (|p0| + |rate
   * * g|) + absolute}, in single precision.
   */
  static float largestMoveError(
      float[] p0,
      float[] g,
      float[] p1,
      int from,
      int to,
      float rate,
      float rounding,
      float absolute) {
    float least = absolute + Float.MIN_NORMAL;
    float largest = 0;
    for (int i = from; i < to; i++) {
      float move = rate * g[i];
      float error = Math.abs((p1[i] - p0[i]) + move);
      // Not the sum times the rounding: the sum may be infinite.
      float allowed = least + rounding * Math.abs(p0[i]) + rounding * Math.abs(move);
      largest = Math.max(largest, error / allowed);
    }
    return largest;
  }
}
