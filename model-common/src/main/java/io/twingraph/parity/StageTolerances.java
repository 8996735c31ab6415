// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.Tolerance;
import io.twingraph.engine.HostTensor;
import io.twingraph.op.Op;
import io.twingraph.op.Rounding;
import java.util.Locale;

/**
 * How far two engines, or an engine and its oracle, may be apart at a stage.
 *
 * <p>Let {@code r(K) = max(1.3e-6, 4 sqrt(K) 2^-24)}, the random-walk rounding of a sum of {@code
 * K} products ({@code docs/parity.md}, "Tolerances"). A sum may cancel, so the absolute part is
 * {@code r(K)} times the size that such a sum has before it cancels.
 */
final class StageTolerances {
  /** The relative error that {@link Tolerance#layer} gives one float32 operation. */
  private static final double ONE_OPERATION = Tolerance.layer().relative();

  /** Where tanh and erf are 1 in float32. */
  private static final double SATURATED = 6;

  private StageTolerances() {}

  /** {@code r(K)}. */
  static double rounding(long terms) {
    return Tolerance.reduction(terms).relative();
  }

  /**
   * Two engines' activations, each computed from its own earlier ones: the roundings of all the
   * operations before are added up.
   *
   * @param rounding the sum of {@code r(K)} over the operations up to this one
   * @param size of the values before they cancelled
   */
  static Tolerance activation(double rounding, double size) {
    return new Tolerance(rounding * size, rounding, "sum of r(K) over the layers so far");
  }

  /**
   * Two engines' gradients through several layers: relative 1e-4 and absolute 1e-6 of the largest.
   * Where the rounding of the sum itself, or what has come with its terms, is a larger part of the
   * largest than 1e-6, then that part.
   *
   * @param inherited how far apart the terms may be already, as a part of the largest of them
   */
  static Tolerance gradient(long terms, double inherited, double largest) {
    double part = Math.max(Math.max(1e-6, rounding(terms)), inherited);
    String source = String.format(Locale.ROOT, "gradients; sums of %,d", terms);
    return new Tolerance(part * largest, 1e-4, source);
  }

  /**
   * One sum of {@code K} products against the oracle's, from the same values: relative {@code
   * r(K)}, absolute {@code r(K) * max(largest, sqrt(K) rms(x) rms(w))}.
   */
  static Tolerance sum(long terms, HostTensor expected, double x, double w) {
    double size = Math.sqrt((double) terms) * x * w;
    double r = rounding(terms);
    return new Tolerance(
        r * Math.max(expected.largestMagnitude(), size),
        r,
        String.format(Locale.ROOT, "one layer, sums of %,d", terms));
  }

  /** A value that is copied, and not computed. */
  static Tolerance copy() {
    return Tolerance.bitExact();
  }

  /**
   * One elementwise function against the oracle's. Those built on exp, tanh and erf are made of
   * several float32 operations, some of which cancel (gelu's {@code 1 + erf(x)} for negative {@code
   * x}): so many operations relative, and two of the largest input.
   */
  static Tolerance function(Op op, Rounding rounding, double largest) {
    boolean single = rounding.count() == 1;
    double r = rounding.count() * ONE_OPERATION;
    double scale = Math.max(Math.min(largest, 1), single ? 0 : 1e-3);
    return new Tolerance(single ? 0 : 2 * ONE_OPERATION * scale, r, "one function, " + op.label());
  }

  /**
   * The derivative of such a function, times the gradient that comes from above. An engine that
   * puts it together subtracts what a tanh or erf has rounded from 1 and multiplies the rest by the
   * input: so the absolute part is of the input's size too, up to 6, beyond which a float32 tanh or
   * erf is 1 and nothing is left to be multiplied (TensorFlow's gelu_tanh at -4.7 is 3e-6 of the
   * gradient away).
   *
   * @param largest gradient that comes from above
   * @param input largest that entered
   */
  static Tolerance derivative(Op op, Rounding rounding, double largest, double input) {
    boolean single = rounding.count() == 1;
    double r = rounding.count() * ONE_OPERATION;
    double size = largest * Math.max(1, Math.min(input, SATURATED));
    return new Tolerance(single ? 0 : 2 * ONE_OPERATION * size, r, "one derivative, " + op.label());
  }

  /**
   * A normalisation against the oracle's: {@code count} operations relative, and two of the largest
   * value that enters, magnified by one over the smallest deviation and multiplied by the factor.
   */
  static Tolerance normalisation(Op op, Rounding rounding, double magnified) {
    return new Tolerance(
        2 * ONE_OPERATION * magnified,
        rounding.count() * ONE_OPERATION,
        "one normalisation, " + op.label());
  }

  /** Softmax minus one-hot, over the number of samples: a few operations on values up to 1/N. */
  static Tolerance lossGradient(int samples) {
    return new Tolerance(
        8 * ONE_OPERATION / samples, 8 * ONE_OPERATION, "softmax over the samples");
  }
}
