// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.util.List;

/**
 * {@code exp(x[c]) / sum over k of exp(x[k])} over the last dimension, the largest subtracted
 * first.
 */
public record Softmax() implements Op {
  /** Operations of a value: difference, exponential, sum and quotient. */
  private static final int OPERATIONS = 8;

  @Override
  public String type() {
    return "softmax";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(inputs.get(0));
  }

  /** Values are at most 1; the sum of the exponentials adds its own rounding to each. */
  @Override
  public Rounding forward(List<TensorType> inputs) {
    return Rounding.function(OPERATIONS);
  }

  /** {@code y * (dy - sum of y * dy)}: a sum that cancels. */
  @Override
  public Rounding backward(int input, List<TensorType> inputs) {
    return Rounding.function(OPERATIONS);
  }

  @Override
  public Suspicion wrongOutput() {
    return new Suspicion(LedgerRow.ACTIVATION_FUNCTIONS, "not the softmax over the last dimension");
  }

  @Override
  public Suspicion wrongGradient() {
    return new Suspicion(LedgerRow.ACTIVATION_FUNCTIONS, "not the derivative of softmax");
  }
}
