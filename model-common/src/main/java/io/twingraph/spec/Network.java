// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A {@link Model} with everything worked out that an engine needs: a name for each layer, shapes
 * between them, padding as four numbers, the list of parameters. This, and not the model, is what
 * an engine lowers.
 *
 * @param input what enters
 * @param layers in order, at least one
 */
public record Network(Input input, List<Network.Node> layers) {

  /** The name under which the network's input appears among activations. */
  public static final String INPUT = "input";

  /**
   * A layer in its place.
   *
   * @param name unique in the network
   * @param layer the declaration
   * @param input shape of one sample entering
   * @param output shape of one sample leaving
   * @param padding rows and columns around the input; all zero for layers without a window
   * @param kernel present for convolutions and dense layers
   * @param bias present for convolutions and dense layers
   */
  public record Node(
      String name,
      Layer layer,
      Shape input,
      Shape output,
      Padding.Explicit padding,
      Optional<ParameterSpec> kernel,
      Optional<ParameterSpec> bias) {

    /** Kernel and bias, or nothing. */
    public List<ParameterSpec> parameters() {
      List<ParameterSpec> all = new ArrayList<>();
      kernel.ifPresent(all::add);
      bias.ifPresent(all::add);
      return all;
    }

    /** The function applied last in this layer; linear where the layer has none. */
    public ActivationFunction activation() {
      if (layer instanceof Layer.Conv2d conv) {
        return conv.activation();
      }
      if (layer instanceof Layer.Dense dense) {
        return dense.activation();
      }
      return layer instanceof Layer.Activation alone ? alone.function() : ActivationFunction.LINEAR;
    }

    /**
     * The name of the value before the activation function of a convolution or dense layer, {@code
     * layer/preactivation}; empty where there is no such value apart from the layer's output.
     */
    public Optional<String> preactivation() {
      return kernel.isPresent() && !activation().isLinear()
          ? Optional.of(name + "/preactivation")
          : Optional.empty();
    }
  }

  public Network {
    layers = List.copyOf(layers);
  }

  /**
   * Works out shapes and names.
   *
   * @throws SpecException if a layer does not fit its input, two layers share a name, or the last
   *     layer gives no vector
   */
  public static Network of(Model model) {
    List<Node> nodes = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    Set<String> names = new HashSet<>();
    Shape shape = model.input().shape();
    for (int i = 0; i < model.layers().size(); i++) {
      Layer layer = model.layers().get(i);
      String name = name(layer, counts);
      Node node = new ShapeInference(i, name).apply(layer, shape);
      if (!names.add(name)) {
        throw SpecException.of(
            "two layers with one name",
            "model.layers[" + i + "].name",
            "a name of its own for each layer",
            "'" + name + "' again",
            "rename one of them, or leave names out to have them numbered");
      }
      nodes.add(node);
      shape = node.output();
    }
    if (!(shape instanceof Shape.Vector)) {
      throw SpecException.of(
          "the model does not end in logits",
          "model.layers[" + (nodes.size() - 1) + "]",
          "a last layer whose output is a vector, one value for each class",
          shape,
          "end with a flatten and a dense layer of as many units as there are classes");
    }
    return new Network(model.input(), nodes);
  }

  private static String name(Layer layer, Map<String, Integer> counts) {
    if (layer.name() != null) {
      return layer.name();
    }
    String kind = kind(layer);
    int earlier = counts.merge(kind, 1, Integer::sum) - 1;
    return earlier == 0 ? kind : kind + "_" + earlier;
  }

  static String kind(Layer layer) {
    if (layer instanceof Layer.Conv2d) {
      return "conv2d";
    }
    if (layer instanceof Layer.MaxPool2d) {
      return "max_pooling2d";
    }
    if (layer instanceof Layer.AvgPool2d) {
      return "average_pooling2d";
    }
    if (layer instanceof Layer.Flatten) {
      return "flatten";
    }
    return layer instanceof Layer.Dense ? "dense" : "activation";
  }

  /** Every parameter in the order of the layers, kernel before bias. */
  public List<ParameterSpec> parameters() {
    return layers.stream().flatMap(node -> node.parameters().stream()).toList();
  }

  /** The number of trainable values. */
  public long parameterCount() {
    return parameters().stream().mapToLong(ParameterSpec::count).sum();
  }

  /** The number of logits. */
  public int classes() {
    return layers.get(layers.size() - 1).output().size();
  }
}
