// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.util.List;

/**
 * Maximum over each window; padding never wins (it is minus infinity), and the gradient of a tie
 * goes to the first maximum in row-major order.
 *
 * <p>Input {@code [H,W,C]}, output {@code [oH,oW,C]} with {@code oH = floor((H + top + bottom - wH)
 * / sH) + 1}.
 *
 * @param size height and width of the window, at least 1
 * @param stride at least 1
 * @param padding on each side smaller than the window
 */
public record MaxPool2d(Size size, Size stride, Padding.Explicit padding) implements Pool2d {
  public MaxPool2d {
    new Window("window", size, stride, padding);
    Window.lessThan(size, padding, "padding");
  }

  @Override
  public String type() {
    return "max_pool2d";
  }

  @Override
  public Rounding forward(List<TensorType> inputs) {
    return Rounding.exact();
  }

  @Override
  public Rounding backward(int input, List<TensorType> inputs) {
    long overlaps = window().orElseThrow().overlaps();
    return overlaps == 1 ? Rounding.exact() : Rounding.sum(overlaps);
  }

  @Override
  public Kink kink() {
    return Kink.TIE;
  }

  @Override
  public Suspicion wrongOutput() {
    return new Suspicion(
        LedgerRow.MAX_POOLING_TIES,
        padding.isNone()
            ? "the windows are not those of the specification"
            : "padding takes part in the maximum");
  }

  @Override
  public Suspicion wrongGradient() {
    return new Suspicion(
        LedgerRow.MAX_POOLING_TIES, "the gradient of a tie goes to another position");
  }
}
