// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.util.List;

/** The product of two inputs of one shape, value by value. */
public record Multiply() implements Merge {
  @Override
  public String type() {
    return "multiply";
  }

  @Override
  public int mostInputs() {
    return 2;
  }

  @Override
  public Rounding forward(List<TensorType> inputs) {
    return Rounding.function(1);
  }

  @Override
  public Rounding backward(int input, List<TensorType> inputs) {
    return Rounding.function(1);
  }

  @Override
  public Suspicion wrongOutput() {
    return new Suspicion(LedgerRow.COMPLETENESS, "it is not the product of the inputs");
  }

  @Override
  public Suspicion wrongGradient() {
    return new Suspicion(
        LedgerRow.COMPLETENESS, "it is not the output's gradient times the other input");
  }
}
