// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.util.List;

/** The sum of two or more inputs of one shape, added from the first to the last. */
public record Add() implements Merge {
  @Override
  public String type() {
    return "add";
  }

  /** As {@link Fork#backward}: the inputs may all be the same. */
  @Override
  public Rounding forward(List<TensorType> inputs) {
    return Rounding.sum((long) inputs.size() * inputs.size());
  }

  @Override
  public Rounding backward(int input, List<TensorType> inputs) {
    return Rounding.exact();
  }

  @Override
  public Suspicion wrongOutput() {
    return new Suspicion(LedgerRow.COMPLETENESS, "it is not the sum of the inputs");
  }
}
