// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import io.twingraph.error.SpecException;

/**
 * The limits on numbers. What engines compute with passes {@link #float32}, whatever else holds.
 */
public final class Numbers {
  private static final String ABOVE = "1.2e-38 to 3.4e+38";
  private static final String HELD = "0, or " + ABOVE + " in magnitude";

  private Numbers() {}

  /** A whole number of at least 1. */
  public static void atLeastOne(int value, String where) {
    if (value < 1) {
      throw SpecException.of(
          "number too small", where, "a whole number of at least 1", value, "use 1 or more");
    }
  }

  /** A finite number above 0 that float32 holds. */
  public static void positive(double value, String where, String hint) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw SpecException.of("number out of range", where, "a finite number above 0", value, hint);
    }
    float32(value, where, ABOVE, hint);
  }

  /** A number in [0, 1) that float32 holds, and that is not 1 there. */
  public static void fraction(double value, String where, String hint) {
    if (!(value >= 0 && value < 1)) {
      throw SpecException.of("number out of range", where, "0 or more and below 1", value, hint);
    }
    float32(value, where, "0, or 1.2e-38 and more", hint);
    if ((float) value == 1) {
      throw refuse(value, where, "0 or more and below 1", "1 there", hint);
    }
  }

  /** Engines compute in float32: a number that is another one there would mean several things. */
  public static void float32(double value, String where, String hint) {
    float32(value, where, HELD, hint);
  }

  private static void float32(double value, String where, String expected, String hint) {
    if (!Float32.holds(value)) {
      throw refuse(value, where, expected, Float32.fate(value), hint);
    }
  }

  private static SpecException refuse(
      double value, String where, String expected, String fate, String hint) {
    return SpecException.of(
        "a number that float32 cannot hold",
        where,
        expected,
        value,
        "engines compute in float32, and it is " + fate + "; " + hint);
  }
}
