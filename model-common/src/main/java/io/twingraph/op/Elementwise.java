// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.util.List;

/**
 * A function of each value by itself, on any shape: what such operators have in common.
 *
 * <p>A new function is a record of its own, of no components or one number, that states its formula
 * and its derivative, {@link #type}, {@link #rounding} and, where it has them, {@link #label},
 * {@link #attributes} and {@link #kink}. The formula is what the word means: suites hold every
 * engine to it.
 */
public interface Elementwise extends Op {

  /** The function, by the formula as it is written. */
  double value(double x);

  /**
   * Its derivative, by the formula as it is written. Where it jumps, one value is the meaning: that
   * from the left, unless the operator says another and why.
   */
  double derivative(double x);

  /** The points at which its derivative jumps; none for a smooth function. */
  default double[] jumps() {
    return new double[0];
  }

  @Override
  default Kink kink() {
    return jumps().length == 0 ? Kink.NONE : Kink.POINT;
  }

  /** How its value and its derivative round. */
  Rounding rounding();

  @Override
  default List<TensorType> infer(List<TensorType> inputs) {
    return List.of(inputs.get(0));
  }

  @Override
  default Rounding forward(List<TensorType> inputs) {
    return rounding();
  }

  @Override
  default Rounding backward(int input, List<TensorType> inputs) {
    return rounding();
  }

  @Override
  default Suspicion wrongOutput() {
    return new Suspicion(
        LedgerRow.ACTIVATION_FUNCTIONS, "another variant or slope than " + label());
  }

  @Override
  default Suspicion wrongGradient() {
    return new Suspicion(LedgerRow.ACTIVATION_FUNCTIONS, "not the derivative of " + label());
  }
}
