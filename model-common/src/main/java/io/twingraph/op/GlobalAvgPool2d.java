// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.util.List;

/** The mean of each channel over all positions. Input {@code [H,W,C]}, output {@code [C]}. */
public record GlobalAvgPool2d() implements Op {
  @Override
  public String type() {
    return "global_avg_pool2d";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(TensorType.vector(Window.image(inputs.get(0)).channels()));
  }

  @Override
  public Rounding forward(List<TensorType> inputs) {
    return Rounding.sum(inputs.get(0).positions());
  }

  @Override
  public Rounding backward(int input, List<TensorType> inputs) {
    return Rounding.function(1);
  }

  @Override
  public Suspicion wrongOutput() {
    return new Suspicion(LedgerRow.AVERAGE_POOLING, "it is not the mean over all positions");
  }

  @Override
  public Suspicion wrongGradient() {
    return new Suspicion(LedgerRow.AVERAGE_POOLING, "the gradient is divided otherwise");
  }
}
