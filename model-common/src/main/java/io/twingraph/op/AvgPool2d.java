// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.util.List;

/**
 * Mean over the part of each window that lies on the input: padding counts neither in the sum nor
 * in the divisor.
 *
 * <p>Input {@code [H,W,C]}, output {@code [oH,oW,C]} with {@code oH = floor((H + top + bottom - wH)
 * / sH) + 1}.
 *
 * @param size height and width of the window, at least 1
 * @param stride at least 1
 * @param padding on each side smaller than the window
 */
public record AvgPool2d(Size size, Size stride, Padding.Explicit padding) implements Pool2d {
  public AvgPool2d {
    new Window("window", size, stride, padding);
    Window.lessThan(size, padding, "padding");
  }

  @Override
  public String type() {
    return "avg_pool2d";
  }

  @Override
  public Rounding forward(List<TensorType> inputs) {
    return Rounding.sum(window().orElseThrow().area());
  }

  @Override
  public Rounding backward(int input, List<TensorType> inputs) {
    return Rounding.sum(window().orElseThrow().overlaps());
  }

  @Override
  public Suspicion wrongOutput() {
    return new Suspicion(
        LedgerRow.AVERAGE_POOLING,
        padding.isNone() ? "the windows are not those of the specification" : "padding is counted");
  }

  @Override
  public Suspicion wrongGradient() {
    return new Suspicion(LedgerRow.AVERAGE_POOLING, "the gradient is divided otherwise");
  }
}
