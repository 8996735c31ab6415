// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/**
 * The numbers that mean the same on every engine: float32 without subnormals, which TensorFlow
 * takes for 0 and libtorch does not.
 */
public final class Float32 {
  private Float32() {}

  /** A number rounded to float32; 0 where that would be subnormal. */
  public static float of(double value) {
    float rounded = (float) value;
    return Math.abs(rounded) < Float.MIN_NORMAL ? 0 : rounded;
  }

  /** Whether a number is 0, or one that float32 holds to its full precision. */
  public static boolean holds(double value) {
    return value == 0 || (Float.isFinite((float) value) && of(value) != 0);
  }

  /** What becomes of a number in float32 that {@link #holds} does not take. */
  public static String fate(double value) {
    if (!Float.isFinite((float) value)) {
      return "infinite there";
    }
    return (float) value == 0
        ? "0 there"
        : "subnormal there, which TensorFlow takes for 0 and libtorch does not";
  }
}
