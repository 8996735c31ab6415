// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import io.twingraph.error.SpecException;
import java.util.List;

/**
 * Inputs side by side along the last dimension: the channels of images of one height and width, or
 * the values of vectors.
 */
public record Concat() implements Op {
  @Override
  public String type() {
    return "concat";
  }

  @Override
  public int leastInputs() {
    return 2;
  }

  @Override
  public int mostInputs() {
    return MANY;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    TensorType first = inputs.get(0);
    int channels = 0;
    for (TensorType input : inputs) {
      if (!input.withChannels(1).equals(first.withChannels(1))) {
        throw SpecException.of(
            "concat of shapes that do not fit together",
            "from",
            "inputs that differ in their last dimension only, as the first (" + first + ")",
            input,
            "give both branches the same height and width");
      }
      channels = Math.addExact(channels, input.channels());
    }
    return List.of(first.withChannels(channels));
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
