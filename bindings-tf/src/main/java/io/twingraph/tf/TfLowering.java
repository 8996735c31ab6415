// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_INT32;

import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Network;
import io.twingraph.spec.Padding;
import io.twingraph.spec.ParameterSpec;
import io.twingraph.spec.Shape;
import io.twingraph.spec.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lowers an experiment to one graph: forward, loss, gradients and updates.
 *
 * <p>Windows are always VALID, after an explicit Pad where the experiment pads, because the C++
 * gradients of Conv2D and MaxPool drop the attribute {@code explicit_paddings}.
 */
final class TfLowering {
  /** A bit for each dimension of an image: all of it to its end. */
  private static final int ALL_DIMENSIONS = 0b1111;

  private final TfGraph graph;
  private final Network network;
  private final TfKernelParts inParts;
  private final Map<String, TfVariable> parameters = new LinkedHashMap<>();
  private final Map<String, TfGraph.Value> activations = new LinkedHashMap<>();

  private TfLowering(TfGraph graph, Network network) {
    this.graph = graph;
    this.network = network;
    this.inParts = new TfKernelParts(graph);
  }

  /** Adds the whole experiment to an empty graph. */
  static TfProgram lower(TfGraph graph, Experiment experiment) {
    return new TfLowering(graph, experiment.network()).program(experiment);
  }

  private TfProgram program(Experiment experiment) {
    for (ParameterSpec spec : network.parameters()) {
      int[] shape = spec.shape().stream().mapToInt(Integer::intValue).toArray();
      int parts = graph.onCpu() ? TfKernelParts.count(experiment, spec) : 1;
      TfVariable variable =
          parts == 1
              ? TfVariable.add(graph, spec.name(), shape)
              : TfVariable.addInParts(graph, spec.name(), shape, parts);
      parameters.put(spec.name(), variable);
    }
    Shape.Image in = network.input().shape();
    TfGraph.Value images =
        graph.placeholder("images", TF_FLOAT, -1, in.height(), in.width(), in.channels());
    TfGraph.Value labels = graph.placeholder("labels", TF_INT32, -1);
    TfGraph.Value logits = images;
    for (Network.Node node : network.layers()) {
      logits = layer(node, logits);
    }
    TfLoss loss = TfLoss.add(graph, logits, labels, network.classes());
    Map<String, TfGraph.Value> gradients = gradients(logits, loss.byLogits());
    TfOptimizer optimizer =
        TfOptimizer.add(graph, experiment, List.copyOf(parameters.values()), gradients);
    return new TfProgram(
        graph,
        images,
        labels,
        List.of(given("images", TF_FLOAT, images), given("labels", TF_INT32, labels)),
        logits,
        loss.mean(),
        activations,
        gradients,
        List.copyOf(parameters.values()),
        optimizer);
  }

  /** A placeholder's value as a result, as TensorFlow does not fetch what it is fed. */
  private TfGraph.Value given(String name, int type, TfGraph.Value placeholder) {
    return graph.operation("Identity", "given/" + name).inputs(placeholder).type("T", type).value();
  }

  private TfGraph.Value layer(Network.Node node, TfGraph.Value input) {
    Layer layer = node.layer();
    TfGraph.Value value;
    if (layer instanceof Layer.Conv2d conv) {
      value = biased(node, conv2d(node, conv, input));
    } else if (layer instanceof Layer.Dense) {
      value = biased(node, product(node, input));
    } else if (layer instanceof Layer.MaxPool2d pool) {
      value = maxPool(node, pool, input);
    } else if (layer instanceof Layer.AvgPool2d pool) {
      value = avgPool(node, pool, input);
    } else if (layer instanceof Layer.Flatten) {
      value = flatten(node, input);
    } else {
      value = input;
    }
    if (node.preactivation().isPresent()) {
      activations.put(node.preactivation().get(), value);
    }
    if (layer instanceof Layer.Activation || !node.activation().isLinear()) {
      value = activation(node.activation(), path(node, "activation"), value);
    }
    activations.put(node.name(), value);
    return value;
  }

  private TfGraph.Value conv2d(Network.Node node, Layer.Conv2d conv, TfGraph.Value input) {
    TfGraph.Value padded = pad(node, input, 0);
    Size stride = conv.stride();
    boolean strided = stride.height() > 1 || stride.width() > 1;
    if (strided && conv.kernel().equals(Size.square(1))) {
      padded = pixels(node, padded, stride);
      stride = Size.square(1);
    } else if (((Shape.Image) node.output()).width() == 1 && stride.width() > 1) {
      padded = columns(node, padded, conv.kernel().width());
      stride = new Size(stride.height(), 1);
    }
    return graph
        .operation("Conv2D", path(node, "conv2d"))
        .inputs(padded, kernel(node))
        .type("T", TF_FLOAT)
        .numbers("strides", 1, stride.height(), stride.width(), 1)
        .text("padding", "VALID")
        .value();
  }

  /**
   * The pixels that a strided 1x1 kernel sees. TensorFlow 2.18 with oneDNN's AVX2 kernels writes
   * past the end of its own memory in the gradient of such a kernel where the stride leaves rows
   * over, and the process may die of it later.
   */
  private TfGraph.Value pixels(Network.Node node, TfGraph.Value input, Size stride) {
    int[] steps = {1, stride.height(), stride.width(), 1};
    return graph
        .operation("StridedSlice", path(node, "pixels"))
        .inputs(
            input,
            graph.constant(path(node, "first"), new int[4], 4),
            graph.constant(path(node, "end"), new int[4], 4),
            graph.constant(path(node, "steps"), steps, 4))
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
  private TfGraph.Value columns(Network.Node node, TfGraph.Value input, int count) {
    return graph
        .operation("Slice", path(node, "columns"))
        .inputs(
            input,
            graph.constant(path(node, "first"), new int[4], 4),
            graph.constant(path(node, "seen"), new int[] {-1, -1, count, -1}, 4))
        .type("T", TF_FLOAT)
        .type("Index", TF_INT32)
        .value();
  }

  private TfGraph.Value product(Network.Node node, TfGraph.Value input) {
    TfVariable kernel = parameters.get(node.kernel().orElseThrow().name());
    return kernel.parts().isEmpty()
        ? graph.floats("MatMul", path(node, "matmul"), input, kernel.read())
        : inParts.multiply(path(node, "matmul"), input, kernel);
  }

  private TfGraph.Value kernel(Network.Node node) {
    return parameters.get(node.kernel().orElseThrow().name()).read();
  }

  private TfGraph.Value biased(Network.Node node, TfGraph.Value value) {
    TfGraph.Value bias = parameters.get(node.bias().orElseThrow().name()).read();
    return graph.floats("BiasAdd", path(node, "bias_add"), value, bias);
  }

  private TfGraph.Value maxPool(Network.Node node, Layer.MaxPool2d pool, TfGraph.Value input) {
    TfGraph.Value padded = pad(node, input, Float.NEGATIVE_INFINITY);
    return pool("MaxPool", node, pool.window(), pool.stride(), padded);
  }

  /** The mean over the window with its padding, times window / (part of it on the input). */
  private TfGraph.Value avgPool(Network.Node node, Layer.AvgPool2d pool, TfGraph.Value input) {
    TfGraph.Value mean = pool("AvgPool", node, pool.window(), pool.stride(), pad(node, input, 0));
    if (node.padding().isNone()) {
      return mean;
    }
    Shape.Image out = (Shape.Image) node.output();
    float[] factors = paddingFactors((Shape.Image) node.input(), out, pool, node.padding());
    TfGraph.Value constant =
        graph.constant(path(node, "factors"), factors, 1, out.height(), out.width(), 1);
    return graph.floats("Mul", path(node, "without_padding"), mean, constant);
  }

  private TfGraph.Value pool(
      String type, Network.Node node, Size window, Size stride, TfGraph.Value input) {
    return graph
        .operation(type, path(node, "pool"))
        .inputs(input)
        .type("T", TF_FLOAT)
        .numbers("ksize", 1, window.height(), window.width(), 1)
        .numbers("strides", 1, stride.height(), stride.width(), 1)
        .text("padding", "VALID")
        .value();
  }

  private static float[] paddingFactors(
      Shape.Image in, Shape.Image out, Layer.AvgPool2d pool, Padding.Explicit padding) {
    Size window = pool.window();
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

  private TfGraph.Value pad(Network.Node node, TfGraph.Value input, float with) {
    Padding.Explicit sides = node.padding();
    if (sides.isNone()) {
      return input;
    }
    int[] amounts = {0, 0, sides.top(), sides.bottom(), sides.left(), sides.right(), 0, 0};
    return graph
        .operation("PadV2", path(node, "pad"))
        .inputs(
            input,
            graph.constant(path(node, "paddings"), amounts, 4, 2),
            graph.constant(path(node, "pad_value"), new float[] {with}))
        .type("T", TF_FLOAT)
        .type("Tpaddings", TF_INT32)
        .value();
  }

  private TfGraph.Value flatten(Network.Node node, TfGraph.Value input) {
    int[] shape = {-1, node.output().size()};
    return graph
        .operation("Reshape", path(node, "reshape"))
        .inputs(input, graph.constant(path(node, "shape"), shape, 2))
        .type("T", TF_FLOAT)
        .type("Tshape", TF_INT32)
        .value();
  }

  private TfGraph.Value activation(ActivationFunction function, String path, TfGraph.Value x) {
    return switch (function.kind()) {
      case LINEAR -> graph.floats("Identity", path, x);
      case RELU -> graph.floats("Relu", path, x);
      case LEAKY_RELU ->
          graph
              .operation("LeakyRelu", path)
              .inputs(x)
              .type("T", TF_FLOAT)
              .real("alpha", (float) function.slope())
              .value();
      case TANH -> graph.floats("Tanh", path, x);
      case SIGMOID -> graph.floats("Sigmoid", path, x);
      case GELU -> {
        TfGraph.Value scaled = times(path + "/scaled", x, Math.sqrt(0.5));
        yield gelu(path, x, graph.floats("Erf", path + "/erf", scaled));
      }
      case GELU_TANH -> {
        TfGraph.Value square = graph.floats("Mul", path + "/square", x, x);
        TfGraph.Value cube = graph.floats("Mul", path + "/cube", square, x);
        TfGraph.Value sum =
            graph.floats("AddV2", path + "/sum", x, times(path + "/part", cube, 0.044715));
        TfGraph.Value scaled = times(path + "/scaled", sum, Math.sqrt(2 / Math.PI));
        yield gelu(path, x, graph.floats("Tanh", path + "/tanh", scaled));
      }
    };
  }

  /** {@code x / 2 * (1 + gate)}. */
  private TfGraph.Value gelu(String path, TfGraph.Value x, TfGraph.Value gate) {
    TfGraph.Value one = graph.constant(path + "/one", new float[] {1});
    TfGraph.Value sum = graph.floats("AddV2", path + "/gate", gate, one);
    return graph.floats("Mul", path, times(path + "/half", x, 0.5), sum);
  }

  private TfGraph.Value times(String path, TfGraph.Value x, double factor) {
    TfGraph.Value constant = graph.constant(path + "/by", new float[] {(float) factor});
    return graph.floats("Mul", path, x, constant);
  }

  /** Derivatives by every activation, parameter and part of one, by name. */
  private Map<String, TfGraph.Value> gradients(TfGraph.Value logits, TfGraph.Value byLogits) {
    Map<String, TfGraph.Value> by = new LinkedHashMap<>(activations);
    String first = parameters.isEmpty() ? "" : parameters.keySet().iterator().next();
    for (TfVariable variable : parameters.values()) {
      by.putAll(inParts.differentiated(variable, variable.name().equals(first)));
    }
    List<String> names = new ArrayList<>();
    List<TfGraph.Value> values = new ArrayList<>();
    by.forEach(
        (name, value) -> {
          if (!value.equals(logits)) {
            names.add(name);
            values.add(value);
          }
        });
    List<TfGraph.Value> results = graph.gradients(logits, byLogits, values);
    by.replaceAll(
        (name, value) -> value.equals(logits) ? byLogits : results.get(names.indexOf(name)));
    parameters.values().forEach(variable -> inParts.join(variable, by));
    return by;
  }

  private static String path(Network.Node node, String part) {
    return "layers/" + node.name() + "/" + part;
  }
}
