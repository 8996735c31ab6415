// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.util.List;

/** {@code [H,W,C]} to {@code [H*W*C]}, channels fastest; of any rank. */
public record Flatten() implements Op {
  @Override
  public String type() {
    return "flatten";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(new TensorType(inputs.get(0).dtype(), List.of(inputs.get(0).size())));
  }

  @Override
  public Rounding forward(List<TensorType> inputs) {
    return Rounding.exact();
  }

  @Override
  public Rounding backward(int input, List<TensorType> inputs) {
    return Rounding.exact();
  }

  @Override
  public Suspicion wrongOutput() {
    return new Suspicion(LedgerRow.LAYOUT, "the right values in another order");
  }
}
