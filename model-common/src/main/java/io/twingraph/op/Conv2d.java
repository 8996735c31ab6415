// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.util.List;
import java.util.Optional;

/**
 * 2-D cross-correlation with a bias: {@code out[y,x,o] = bias[o] + sum over i,j,c of in[y*sH + i -
 * top, x*sW + j - left, c] * kernel[i,j,c,o]}, zeros where the input ends.
 *
 * <p>Input {@code [H,W,C]}; parameters {@code kernel [kH,kW,C,filters]} and {@code bias [filters]};
 * output {@code [oH,oW,filters]} with {@code oH = floor((H + top + bottom - kH) / sH) + 1}.
 *
 * @param filters output channels, at least 1
 * @param kernel height and width, at least 1
 * @param stride at least 1
 * @param padding zeros around the input, each side at least 0
 */
public record Conv2d(int filters, Size kernel, Size stride, Padding.Explicit padding)
    implements Op {
  /** The short name of the kernel. */
  public static final String KERNEL = "kernel";

  /** The short name of the bias. */
  public static final String BIAS = "bias";

  public Conv2d {
    Numbers.atLeastOne(filters, "filters");
    new Window(KERNEL, kernel, stride, padding);
  }

  @Override
  public String type() {
    return "conv2d";
  }

  @Override
  public double[] attributes() {
    return window().orElseThrow().attributes();
  }

  @Override
  public Optional<Window> window() {
    return Optional.of(new Window(KERNEL, kernel, stride, padding));
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(window().orElseThrow().over(Window.image(inputs.get(0)), filters));
  }

  @Override
  public List<ParameterSlot> parameters(List<TensorType> inputs) {
    int channels = inputs.get(0).channels();
    int area = Math.multiplyExact(kernel.height(), kernel.width());
    int fanIn = Math.multiplyExact(area, channels);
    int fanOut = Math.multiplyExact(area, filters);
    long uses = infer(inputs).get(0).positions();
    List<Integer> shape = List.of(kernel.height(), kernel.width(), channels, filters);
    return List.of(
        new ParameterSlot(KERNEL, shape, fanIn, fanOut, true, uses),
        new ParameterSlot(BIAS, List.of(filters), fanIn, fanOut, false, uses));
  }

  @Override
  public Rounding forward(List<TensorType> inputs) {
    return Rounding.sum((long) kernel.height() * kernel.width() * inputs.get(0).channels() + 1);
  }

  @Override
  public Rounding backward(int input, List<TensorType> inputs) {
    return Rounding.sum(window().orElseThrow().overlaps() * filters);
  }

  @Override
  public Suspicion wrongGradient() {
    return padding.isNone()
        ? Op.super.wrongGradient()
        : new Suspicion(
            LedgerRow.PADDING, "the forward pass is right and pads; the backward pass does not");
  }

  @Override
  public long multiplyAdds(List<TensorType> inputs) {
    return (long) infer(inputs).get(0).positions() * parameters(inputs).get(0).count();
  }
}
