// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_INT32;

import io.twingraph.op.AvgPool2d;
import io.twingraph.op.Conv2d;
import io.twingraph.op.MaxPool2d;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import io.twingraph.op.TensorType;

/**
 * Operators that move a window over an image, on TensorFlow.
 *
 * <p>Windows are always VALID, after an explicit Pad where the experiment pads, because the C++
 * gradients of Conv2D and MaxPool drop the attribute {@code explicit_paddings}.
 */
final class TfWindows {
  /** A bit for each dimension of an image: all of it to its end. */
  private static final int ALL_DIMENSIONS = 0b1111;

  private TfWindows() {}

  static TfGraph.Value conv2d(Conv2d conv, TfNode node) {
    TfGraph.Value padded = pad(node, conv.padding(), 0);
    Size stride = conv.stride();
    boolean strided = stride.height() > 1 || stride.width() > 1;
    if (strided && conv.kernel().equals(Size.square(1))) {
      padded = pixels(node, padded, stride);
      stride = Size.square(1);
    } else if (node.outputType().width() == 1 && stride.width() > 1) {
      padded = columns(node, padded, conv.kernel().width());
      stride = new Size(stride.height(), 1);
    }
    TfGraph.Value sums =
        node.graph()
            .operation("Conv2D", node.path("conv2d"))
            .inputs(padded, node.parameter(Conv2d.KERNEL).read())
            .type("T", TF_FLOAT)
            .numbers("strides", 1, stride.height(), stride.width(), 1)
            .text("padding", "VALID")
            .value();
    TfGraph.Value bias = node.parameter(Conv2d.BIAS).read();
    return node.graph().floats("BiasAdd", node.path("bias_add"), sums, bias);
  }

  /**
   * The pixels that a strided 1x1 kernel sees. TensorFlow 2.18 with oneDNN's AVX2 kernels writes
   * past the end of its own memory in the gradient of such a kernel where the stride leaves rows
   * over, and the process may die of it later.
   */
  private static TfGraph.Value pixels(TfNode node, TfGraph.Value input, Size stride) {
    int[] steps = {1, stride.height(), stride.width(), 1};
    return node.graph()
        .operation("StridedSlice", node.path("pixels"))
        .inputs(
            input,
            node.graph().constant(node.path("first"), new int[4], 4),
            node.graph().constant(node.path("end"), new int[4], 4),
            node.graph().constant(node.path("steps"), steps, 4))
        .type("T", TF_FLOAT)
        .type("Index", TF_INT32)
        .number("end_mask", ALL_DIMENSIONS)
        .value();
  }

  /**
   * The first columns only. Where one window fills a row, its stride means nothing, but TensorFlow
   * 2.18 with oneDNN reads wrong pixels if it is not 1 and the image has one channel (see {@code
   * TfDefaultsTest}).
   */
  private static TfGraph.Value columns(TfNode node, TfGraph.Value input, int count) {
    return node.graph()
        .operation("Slice", node.path("columns"))
        .inputs(
            input,
            node.graph().constant(node.path("first"), new int[4], 4),
            node.graph().constant(node.path("seen"), new int[] {-1, -1, count, -1}, 4))
        .type("T", TF_FLOAT)
        .type("Index", TF_INT32)
        .value();
  }

  static TfGraph.Value maxPool2d(MaxPool2d pool, TfNode node) {
    TfGraph.Value padded = pad(node, pool.padding(), Float.NEGATIVE_INFINITY);
    return pool("MaxPool", node, pool.size(), pool.stride(), padded);
  }

  /** The mean over the window with its padding, times window / (part of it on the input). */
  static TfGraph.Value avgPool2d(AvgPool2d pool, TfNode node) {
    TfGraph.Value padded = pad(node, pool.padding(), 0);
    TfGraph.Value mean = pool("AvgPool", node, pool.size(), pool.stride(), padded);
    if (pool.padding().isNone()) {
      return mean;
    }
    TensorType out = node.outputType();
    float[] factors = paddingFactors(node.inputType(), out, pool);
    TfGraph.Value constant =
        node.graph().constant(node.path("factors"), factors, 1, out.height(), out.width(), 1);
    return node.graph().floats("Mul", node.path("without_padding"), mean, constant);
  }

  private static TfGraph.Value pool(
      String type, TfNode node, Size window, Size stride, TfGraph.Value input) {
    return node.graph()
        .operation(type, node.path("pool"))
        .inputs(input)
        .type("T", TF_FLOAT)
        .numbers("ksize", 1, window.height(), window.width(), 1)
        .numbers("strides", 1, stride.height(), stride.width(), 1)
        .text("padding", "VALID")
        .value();
  }

  private static float[] paddingFactors(TensorType in, TensorType out, AvgPool2d pool) {
    Size window = pool.size();
    Padding.Explicit padding = pool.padding();
    float[] factors = new float[out.height() * out.width()];
    for (int y = 0; y < out.height(); y++) {
      int rows = onInput(y * pool.stride().height() - padding.top(), window.height(), in.height());
      for (int x = 0; x < out.width(); x++) {
        int columns =
            onInput(x * pool.stride().width() - padding.left(), window.width(), in.width());
        factors[y * out.width() + x] = (float) window.height() * window.width() / (rows * columns);
      }
    }
    return factors;
  }

  private static int onInput(int start, int window, int size) {
    return Math.min(start + window, size) - Math.max(start, 0);
  }

  private static TfGraph.Value pad(TfNode node, Padding.Explicit sides, float with) {
    if (sides.isNone()) {
      return node.input();
    }
    int[] amounts = {0, 0, sides.top(), sides.bottom(), sides.left(), sides.right(), 0, 0};
    TfGraph graph = node.graph();
    return graph
        .operation("PadV2", node.path("pad"))
        .inputs(
            node.input(),
            graph.constant(node.path("paddings"), amounts, 4, 2),
            graph.constant(node.path("pad_value"), new float[] {with}))
        .type("T", TF_FLOAT)
        .type("Tpaddings", TF_INT32)
        .value();
  }
}
