// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import java.util.List;
import java.util.Optional;

/** Puts one layer in its place: output shape, resolved padding, parameters. */
record ShapeInference(int index, String name) {
  /** Kernels of this size stand on single pixels at the end of usual networks. */
  private static final int ALWAYS_TAKEN = 15;

  Network.Node apply(Layer layer, Shape input) {
    if (layer instanceof Layer.Conv2d conv) {
      return conv(conv, image(input));
    }
    if (layer instanceof Layer.MaxPool2d pool) {
      return pool(pool, pool.window(), pool.stride(), pool.padding(), image(input));
    }
    if (layer instanceof Layer.AvgPool2d pool) {
      return pool(pool, pool.window(), pool.stride(), pool.padding(), image(input));
    }
    if (layer instanceof Layer.Flatten) {
      return plain(layer, input, new Shape.Vector(input.size()));
    }
    if (layer instanceof Layer.Dense dense) {
      return dense(dense, input);
    }
    return plain(layer, input, input);
  }

  private Network.Node conv(Layer.Conv2d conv, Shape.Image in) {
    notMuchLarger(in, conv.kernel(), "kernel");
    Padding.Explicit padding =
        conv.padding().resolve(in.height(), in.width(), conv.kernel(), conv.stride());
    Shape.Image out = window(in, conv.kernel(), conv.stride(), padding, conv.filters(), "kernel");
    int area = Math.multiplyExact(conv.kernel().height(), conv.kernel().width());
    int fanIn = Math.multiplyExact(area, in.channels());
    int fanOut = Math.multiplyExact(area, conv.filters());
    ParameterSpec kernel =
        new ParameterSpec(
            name + "/kernel",
            List.of(conv.kernel().height(), conv.kernel().width(), in.channels(), conv.filters()),
            fanIn,
            fanOut,
            conv.kernelInitializer());
    ParameterSpec bias =
        new ParameterSpec(
            name + "/bias", List.of(conv.filters()), fanIn, fanOut, conv.biasInitializer());
    return new Network.Node(name, conv, in, out, padding, Optional.of(kernel), Optional.of(bias));
  }

  private Network.Node pool(
      Layer layer, Size window, Size stride, Padding padding, Shape.Image in) {
    notMuchLarger(in, window, "window");
    Padding.Explicit sides = padding.resolve(in.height(), in.width(), window, stride);
    Shape.Image out = window(in, window, stride, sides, in.channels(), "window");
    return new Network.Node(name, layer, in, out, sides, Optional.empty(), Optional.empty());
  }

  private Network.Node dense(Layer.Dense dense, Shape input) {
    if (!(input instanceof Shape.Vector in)) {
      throw SpecException.of(
          "a dense layer on an image",
          where(""),
          "a vector as input",
          input + " (height x width x channels)",
          "put a flatten layer before it");
    }
    ParameterSpec kernel =
        new ParameterSpec(
            name + "/kernel",
            List.of(in.length(), dense.units()),
            in.length(),
            dense.units(),
            dense.kernelInitializer());
    ParameterSpec bias =
        new ParameterSpec(
            name + "/bias",
            List.of(dense.units()),
            in.length(),
            dense.units(),
            dense.biasInitializer());
    return new Network.Node(
        name,
        dense,
        in,
        new Shape.Vector(dense.units()),
        Padding.Explicit.NONE,
        Optional.of(kernel),
        Optional.of(bias));
  }

  private Network.Node plain(Layer layer, Shape input, Shape output) {
    return new Network.Node(
        name, layer, input, output, Padding.Explicit.NONE, Optional.empty(), Optional.empty());
  }

  private Shape.Image image(Shape input) {
    if (input instanceof Shape.Image image) {
      return image;
    }
    throw SpecException.of(
        "a window over a vector",
        where(""),
        "an image (height x width x channels) as input",
        "a vector of " + input,
        "move this layer before the flatten layer");
  }

  private Shape.Image window(
      Shape.Image in, Size window, Size stride, Padding.Explicit pad, int channels, String field) {
    long height = (long) in.height() + pad.top() + pad.bottom();
    long width = (long) in.width() + pad.left() + pad.right();
    checkedSize(height, width, in.channels(), "its input with the padding");
    if (window.height() > height || window.width() > width) {
      throw SpecException.of(
          field + " larger than its input",
          where("." + field),
          "at most " + height + "x" + width + " (the input " + in + " with its padding)",
          window,
          "make the " + field + " smaller, pad the input, or drop a layer before this one");
    }
    noLongerThan(height, width, in, stride);
    long rows = (height - window.height()) / stride.height() + 1;
    long columns = (width - window.width()) / stride.width() + 1;
    checkedSize(rows, columns, channels, "its output");
    return new Shape.Image((int) rows, (int) columns, channels);
  }

  /** A stride above the size reaches one place only; TensorFlow loses its gradient at 2^31 - 1. */
  private void noLongerThan(long height, long width, Shape.Image in, Size stride) {
    long rows = Math.max(height, ALWAYS_TAKEN);
    long columns = Math.max(width, ALWAYS_TAKEN);
    if (stride.height() > rows || stride.width() > columns) {
      throw SpecException.of(
          "stride larger than its input",
          where(".stride"),
          "at most " + rows + "x" + columns + " for the input " + in + " with its padding",
          stride,
          "make the stride smaller: beyond the input there is no second place");
    }
  }

  /**
   * What lies further than the input's size from the middle of a window meets padding only, in
   * every place; engines ask for absurd memory for such windows, or end the process.
   */
  private void notMuchLarger(Shape.Image in, Size window, String field) {
    int height = largest(in.height());
    int width = largest(in.width());
    if (window.height() > height || window.width() > width) {
      throw SpecException.of(
          field + " far larger than its input",
          where("." + field),
          "at most " + height + "x" + width + " for the input " + in,
          window,
          "make the " + field + " smaller: its outer part would see nothing but padding");
    }
  }

  private static int largest(int in) {
    return (int) Math.max(2L * in - 1, ALWAYS_TAKEN);
  }

  private void checkedSize(long height, long width, long channels, String what) {
    if ((double) height * width * channels > Integer.MAX_VALUE) {
      throw SpecException.of(
          "a layer's values are too many",
          where(""),
          "fewer than 2^31 values in one sample",
          what + " has " + height + "x" + width + "x" + channels,
          "use fewer filters, less padding or a smaller input");
    }
  }

  private String where(String field) {
    return "model.layers[" + index + "] (" + name + ")" + field;
  }
}
