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
import java.util.ArrayList;
import java.util.List;

/**
 * Operators that move a window over an image, on TensorFlow.
 *
 * <p>Windows are always VALID, after an explicit Pad where the experiment pads, because the C++
 * gradients of Conv2D and MaxPool drop the attribute {@code explicit_paddings}.
 */
final class TfWindows {
  /** A bit for each dimension of an image: all of it to its end. */
  private static final int ALL_DIMENSIONS = 0b1111;

  /** The dimension of channels in an image, and of filters in a kernel. */
  private static final int CHANNELS = 3;

  private TfWindows() {}

  static TfGraph.Value conv2d(Conv2d conv, TfNode node) {
    TfGraph graph = node.graph();
    TfGraph.Value input = pad(node, conv.padding(), 0);
    TfGraph.Value kernel = node.parameter(Conv2d.KERNEL).read();
    TfGraph.Value sums =
        conv.groups() == 1
            ? convolved(conv, node, input, kernel, "")
            : inGroups(conv, node, input, kernel);
    return conv.bias()
        ? graph.floats("BiasAdd", node.path("bias_add"), sums, node.parameter(Conv2d.BIAS).read())
        : sums;
  }

  /** Each group by itself: TensorFlow has the gradient of a kernel in groups with oneDNN only. */
  private static TfGraph.Value inGroups(
      Conv2d conv, TfNode node, TfGraph.Value input, TfGraph.Value kernel) {
    TfGraph graph = node.graph();
    int groups = conv.groups();
    List<TfGraph.Value> inputs = graph.split(node.path("groups"), input, CHANNELS, groups);
    List<TfGraph.Value> kernels = graph.split(node.path("kernels"), kernel, CHANNELS, groups);
    List<TfGraph.Value> parts = new ArrayList<>();
    for (int k = 0; k < groups; k++) {
      parts.add(convolved(conv, node, inputs.get(k), kernels.get(k), "/group" + k));
    }
    return graph.concatenate(node.path("together"), parts, CHANNELS);
  }

  /** One group of a convolution over an input that is padded already. */
  private static TfGraph.Value convolved(
      Conv2d conv, TfNode node, TfGraph.Value input, TfGraph.Value kernel, String group) {
    Size stride = conv.stride();
    boolean strided = stride.height() > 1 || stride.width() > 1;
    if (!conv.dilation().equals(Size.square(1))) {
      TfGraph.Value all = dilated(conv, node, input, kernel, group);
      return strided ? every(node, all, stride, group) : all;
    }
    if (strided && conv.kernel().equals(Size.square(1))) {
      return valid(node, every(node, input, stride, group), kernel, Size.square(1), group);
    }
    if (node.outputType().width() == 1 && stride.width() > 1) {
      TfGraph.Value seen = columns(node, input, conv.kernel().width(), group);
      return valid(node, seen, kernel, new Size(stride.height(), 1), group);
    }
    return valid(node, input, kernel, stride, group);
  }

  private static TfGraph.Value valid(
      TfNode node, TfGraph.Value input, TfGraph.Value kernel, Size stride, String group) {
    return node.graph()
        .operation("Conv2D", node.path("conv2d" + group))
        .inputs(input, kernel)
        .type("T", TF_FLOAT)
        .numbers("strides", 1, stride.height(), stride.width(), 1)
        .text("padding", "VALID")
        .value();
  }

  /**
   * With the values that a dilated kernel sees together side by side, as {@code
   * tf.nn.atrous_conv2d} has it: the C++ gradient of Conv2D forgets its attribute {@code dilations}
   * (see {@code TfDefaultsTest}). The stride is 1.
   */
  private static TfGraph.Value dilated(
      Conv2d conv, TfNode node, TfGraph.Value input, TfGraph.Value kernel, String group) {
    TensorType in = node.inputType();
    int[] blocks = {conv.dilation().height(), conv.dilation().width()};
    int rows = in.height() + conv.padding().top() + conv.padding().bottom();
    int columns = in.width() + conv.padding().left() + conv.padding().right();
    int[] more = {0, upTo(rows, blocks[0]), 0, upTo(columns, blocks[1])};
    TfGraph.Value apart = blockwise("SpaceToBatchND", "paddings", node, input, blocks, more, group);
    TfGraph.Value sums = valid(node, apart, kernel, Size.square(1), group);
    return blockwise("BatchToSpaceND", "crops", node, sums, blocks, more, group);
  }

  /** What is missing to the next multiple. */
  private static int upTo(int size, int factor) {
    return (factor - size % factor) % factor;
  }

  private static TfGraph.Value blockwise(
      String type,
      String edges,
      TfNode node,
      TfGraph.Value input,
      int[] blocks,
      int[] more,
      String group) {
    TfGraph graph = node.graph();
    String path = node.path(type + group);
    return graph
        .operation(type, path)
        .inputs(
            input,
            graph.constant(path + "/blocks", blocks, 2),
            graph.constant(path + "/more", more, 2, 2))
        .type("T", TF_FLOAT)
        .type("Tblock_shape", TF_INT32)
        .type("T" + edges, TF_INT32)
        .value();
  }

  /**
   * Each pixel that a stride stops at: those that a strided 1x1 kernel sees. TensorFlow 2.18 with
   * oneDNN's AVX2 kernels writes past the end of its own memory in the gradient of such a kernel
   * where the stride leaves rows over, and the process may die of it later.
   */
  private static TfGraph.Value every(TfNode node, TfGraph.Value input, Size stride, String group) {
    int[] steps = {1, stride.height(), stride.width(), 1};
    return node.graph()
        .operation("StridedSlice", node.path("pixels" + group))
        .inputs(
            input,
            node.graph().constant(node.path("first" + group), new int[4], 4),
            node.graph().constant(node.path("end" + group), new int[4], 4),
            node.graph().constant(node.path("steps" + group), steps, 4))
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
  private static TfGraph.Value columns(TfNode node, TfGraph.Value input, int count, String group) {
    return node.graph()
        .operation("Slice", node.path("columns" + group))
        .inputs(
            input,
            node.graph().constant(node.path("first" + group), new int[4], 4),
            node.graph().constant(node.path("seen" + group), new int[] {-1, -1, count, -1}, 4))
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
