// SPDX-License-Identifier: Apache-2.0
package io.twingraph.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sorted graph: each node comes after those whose outputs it reads, and each value but the inputs
 * and the logits is read by exactly one node.
 *
 * @param inputs what enters
 * @param nodes in an order in which they can run
 * @param logits what the loss is made of, one value for each class
 */
public record Graph(List<Value> inputs, List<Node> nodes, Value logits) {

  /** The name of the value that enters an image classifier. */
  public static final String INPUT = "input";

  public Graph {
    inputs = List.copyOf(inputs);
    nodes = List.copyOf(nodes);
  }

  /** The first input; the only one of an image classifier. */
  public Value input() {
    return inputs.get(0);
  }

  /** Whether a value of this name enters, so that no node makes it and it has no gradient. */
  public boolean isInput(String name) {
    return inputs.stream().anyMatch(input -> input.name().equals(name));
  }

  /** Every value: the inputs, then the outputs of the nodes in their order. */
  public List<Value> values() {
    List<Value> values = new ArrayList<>(inputs);
    nodes.forEach(node -> values.addAll(node.outputs()));
    return values;
  }

  /** Every parameter in the order of the nodes. */
  public List<Parameter> parameters() {
    return nodes.stream().flatMap(node -> node.parameters().stream()).toList();
  }

  /** The number of trainable values. */
  public long parameterCount() {
    return parameters().stream().mapToLong(Parameter::count).sum();
  }

  /** The number of logits. */
  public int classes() {
    return logits.type().size();
  }

  /** The node that gives each value, by the value's name; none for an input. */
  public Map<String, Node> producers() {
    Map<String, Node> producers = new LinkedHashMap<>();
    nodes.forEach(node -> node.outputs().forEach(value -> producers.put(value.name(), node)));
    return producers;
  }

  /** The nodes of each layer of the model, by the layer's name, in order. */
  public Map<String, List<Node>> layers() {
    Map<String, List<Node>> layers = new LinkedHashMap<>();
    nodes.forEach(
        node -> layers.computeIfAbsent(node.layer(), name -> new ArrayList<>()).add(node));
    return layers;
  }
}
