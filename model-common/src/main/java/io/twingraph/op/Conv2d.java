// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import io.twingraph.error.SpecException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * 2-D cross-correlation: {@code out[y,x,o] = bias[o] + sum over i,j,c of in[y*sH + i*dH - top, x*sW
 * + j*dW - left, first + c] * kernel[i,j,c,o]}, zeros where the input ends. {@code first} is 0;
 * with {@code G} groups it is the first of the {@code C/G} input channels that belong to the group
 * of output channel {@code o}.
 *
 * <p>Input {@code [H,W,C]}; parameters {@code kernel [kH,kW,C/G,filters]} and, if there is one,
 * {@code bias [filters]}; output {@code [oH,oW,filters]} with {@code oH = floor((H + top + bottom -
 * (kH - 1) * dH - 1) / sH) + 1}.
 *
 * @param filters output channels, at least 1, a multiple of the groups
 * @param kernel height and width, at least 1
 * @param stride at least 1
 * @param padding zeros around the input, each side at least 0
 * @param dilation rows and columns from one value of the kernel to the next, at least 1
 * @param groups into which the channels are divided, at least 1
 * @param bias whether one is added
 */
public record Conv2d(
    int filters,
    Size kernel,
    Size stride,
    Padding.Explicit padding,
    Size dilation,
    int groups,
    boolean bias)
    implements Op {
  /** The short name of the kernel. */
  public static final String KERNEL = "kernel";

  /** The short name of the bias. */
  public static final String BIAS = "bias";

  public Conv2d {
    Numbers.atLeastOne(filters, "filters");
    new Window(KERNEL, kernel, stride, padding, dilation);
    Numbers.atLeastOne(groups, "groups");
    if (filters % groups != 0) {
      throw SpecException.of(
          "filters that the groups do not divide",
          "groups",
          "a divisor of the " + filters + " filters",
          groups,
          "use as many filters as a multiple of the groups");
    }
  }

  /** This convolution with other padding. */
  public Conv2d withPadding(Padding.Explicit other) {
    return new Conv2d(filters, kernel, stride, other, dilation, groups, bias);
  }

  @Override
  public String type() {
    return "conv2d";
  }

  @Override
  public double[] attributes() {
    double[] numbers = Arrays.copyOf(window().orElseThrow().attributes(), 10);
    numbers[8] = groups;
    numbers[9] = bias ? 1 : 0;
    return numbers;
  }

  @Override
  public Optional<Window> window() {
    return Optional.of(new Window(KERNEL, kernel, stride, padding, dilation));
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    TensorType image = Window.image(inputs.get(0));
    if (image.channels() % groups != 0) {
      throw SpecException.of(
          "channels that the groups do not divide",
          "groups",
          "a divisor of the input's " + image.channels() + " channels",
          groups,
          "use fewer groups, or another number of filters in the layer before");
    }
    return List.of(window().orElseThrow().over(image, filters));
  }

  @Override
  public List<ParameterSlot> parameters(List<TensorType> inputs) {
    int channels = inputs.get(0).channels() / groups;
    int area = Math.multiplyExact(kernel.height(), kernel.width());
    int fanIn = Math.multiplyExact(area, channels);
    int fanOut = Math.multiplyExact(area, filters);
    long uses = infer(inputs).get(0).positions();
    List<Integer> shape = List.of(kernel.height(), kernel.width(), channels, filters);
    ParameterSlot own = new ParameterSlot(KERNEL, shape, fanIn, fanOut, true, uses);
    return bias
        ? List.of(own, new ParameterSlot(BIAS, List.of(filters), fanIn, fanOut, false, uses))
        : List.of(own);
  }

  @Override
  public Rounding forward(List<TensorType> inputs) {
    long products = (long) kernel.height() * kernel.width() * inputs.get(0).channels() / groups;
    return Rounding.sum(products + (bias ? 1 : 0));
  }

  @Override
  public Rounding backward(int input, List<TensorType> inputs) {
    return Rounding.sum(window().orElseThrow().overlaps() * (filters / groups));
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
