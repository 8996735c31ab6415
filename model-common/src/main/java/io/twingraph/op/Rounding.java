// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/**
 * How an operator's float32 arithmetic may differ from the exact result, given the same inputs.
 *
 * @param kind which arithmetic
 * @param count terms of the sum, or operations of the function or normalisation; 1 for a copy
 */
public record Rounding(Kind kind, long count) {

  /** Kinds of arithmetic. */
  public enum Kind {
    /** Values are moved and not computed: the same in every bit. */
    EXACT,
    /** Each value is a function of one value of each input. */
    FUNCTION,
    /** Each value is a sum of products, in an order that the engine chooses. */
    SUM,
    /**
     * Each value is what is left of an input after its mean, divided by a deviation: an error of
     * the input's size is magnified by as much ({@link Op#magnification}).
     */
    NORMALISATION
  }

  /** Values are moved and not computed. */
  public static Rounding exact() {
    return new Rounding(Kind.EXACT, 1);
  }

  /**
   * An elementwise function.
   *
   * @param operations that a float32 formula for it needs; 1 where the result is one rounding away
   */
  public static Rounding function(int operations) {
    return new Rounding(Kind.FUNCTION, operations);
  }

  /**
   * A mean is subtracted, and the rest divided by a deviation.
   *
   * @param operations that a float32 formula for one value needs
   */
  public static Rounding normalisation(int operations) {
    return new Rounding(Kind.NORMALISATION, operations);
  }

  /** A sum of {@code terms} products. */
  public static Rounding sum(long terms) {
    return new Rounding(Kind.SUM, terms);
  }

  /** Whether values are moved and not computed. */
  public boolean isExact() {
    return kind == Kind.EXACT;
  }

  /** Whether a mean is subtracted, and the rest divided by a deviation. */
  public boolean isNormalisation() {
    return kind == Kind.NORMALISATION;
  }

  /** Terms of the sum that one value is; 1 where nothing is summed. */
  public long terms() {
    return kind == Kind.SUM ? count : 1;
  }
}
