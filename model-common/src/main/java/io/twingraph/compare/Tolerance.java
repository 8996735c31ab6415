// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

import java.util.Locale;

/**
 * How far two values may be apart: {@code a} and {@code b} are close if and only if
 *
 * <pre>|a - b| &lt;= absolute + relative * max(|a|, |b|)</pre>
 *
 * <p>worked out in double. Shapes, and the positions of NaN and of each infinity, must be the same
 * under every tolerance. The factories are for float32 on CPUs; {@link DeviceRounding} makes of
 * them what a GPU is allowed.
 *
 * @param absolute in the unit of the values, 0 or more
 * @param relative 0 or more; with {@code absolute} 0 too, the bits must be the same
 * @param source where the numbers come from, for people
 */
public record Tolerance(double absolute, double relative, String source) {
  /** Half of the distance from 1 to the next float32: the relative error of one rounding. */
  private static final double UNIT_ROUNDOFF = 0x1p-24;

  private static final double FLOAT32_RELATIVE = 1.3e-6;
  private static final double FLOAT32_ABSOLUTE = 1e-5;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is negative, NaN or infinite
   */
  public Tolerance {
    if (!(absolute >= 0 && relative >= 0 && absolute + relative < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a tolerance needs finite numbers of 0 or more, got absolute "
              + absolute
              + ", relative "
              + relative);
    }
  }

  /** The same bits: for imported parameters, batches and masks, which are copied or permuted. */
  public static Tolerance bitExact() {
    return new Tolerance(0, 0, "bit-exact: a copy or a permutation");
  }

  /** One operation or layer on the same inputs: {@code torch.testing}'s float32 defaults. */
  public static Tolerance layer() {
    return new Tolerance(FLOAT32_ABSOLUTE, FLOAT32_RELATIVE, "torch.testing, float32");
  }

  /**
   * A sum of {@code length} products in any order: relative {@code max(1.3e-6, 4 sqrt(length)
   * 2^-24)}, from rounding as a random walk; absolute as {@link #layer}.
   *
   * @param length number of terms, at least 1
   */
  public static Tolerance reduction(long length) {
    if (length < 1) {
      throw new IllegalArgumentException("a reduction has at least 1 term, got " + length);
    }
    double walk = 4 * Math.sqrt((double) length) * UNIT_ROUNDOFF;
    return new Tolerance(
        FLOAT32_ABSOLUTE,
        Math.max(FLOAT32_RELATIVE, walk),
        "random-walk rounding over " + length + " terms");
  }

  /** Logits of a network: relative 1e-5, absolute 1e-5 (Polygraphy's default). */
  public static Tolerance logits() {
    return new Tolerance(1e-5, 1e-5, "Polygraphy's default, for logits");
  }

  /** A mean loss in nats: relative 1e-5 (Polygraphy's default), absolute 1e-6. */
  public static Tolerance loss() {
    return new Tolerance(1e-6, 1e-5, "Polygraphy's default, for a loss");
  }

  /**
   * A gradient through several layers: relative 1e-4, absolute {@code 1e-6 * largest}.
   *
   * @param largest largest magnitude in the gradient of this tensor
   */
  public static Tolerance gradient(double largest) {
    return new Tolerance(1e-6 * largest, 1e-4, "gradients: 1e-6 of the largest in the tensor");
  }

  /**
   * Parameters after one SGD step from the same state: relative 1e-6, absolute {@code learningRate
   * * gradientAbsolute + 1e-7}.
   *
   * @param gradientAbsolute the absolute part of the gradient's tolerance
   */
  public static Tolerance parametersAfterStep(double learningRate, double gradientAbsolute) {
    return new Tolerance(
        learningRate * gradientAbsolute + 1e-7, 1e-6, "one step from the same state");
  }

  /** The largest distance that {@code a} and {@code b} may have. */
  public double allowed(double a, double b) {
    return absolute + relative * Math.max(Math.abs(a), Math.abs(b));
  }

  /**
   * Whether {@code a} and {@code b} are close. What is NaN or infinite is close to nothing, not to
   * itself either: two engines that both compute NaN have not been shown to mean the same.
   */
  public boolean allows(double a, double b) {
    return Double.isFinite(a) && Double.isFinite(b) && Math.abs(a - b) <= allowed(a, b);
  }

  /** Whether only the same bits will do. */
  public boolean isBitExact() {
    return absolute == 0 && relative == 0;
  }

  /** Both numbers and their source. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "absolute %.3g, relative %.3g (%s)", absolute, relative, source);
  }
}
