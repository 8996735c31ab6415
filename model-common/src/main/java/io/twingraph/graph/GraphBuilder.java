// SPDX-License-Identifier: Apache-2.0
package io.twingraph.graph;

import io.twingraph.error.SpecException;
import io.twingraph.op.Op;
import io.twingraph.op.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes a {@link Graph}, node after node. Used by one thread. */
public final class GraphBuilder {
  private final List<Value> inputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Value> values = new LinkedHashMap<>();

  /** Adds a value that enters from outside. */
  public Value input(String name, TensorType type) {
    Value value = named(name, type);
    inputs.add(value);
    return value;
  }

  /**
   * Adds a node with one output, which gets the node's name.
   *
   * @param layer the layer that it is part of; the prefix of its parameters' names
   * @throws SpecException if the operator does not take these inputs
   */
  public Value add(String name, String layer, Op op, List<Value> from) {
    if (from.size() < op.leastInputs() || from.size() > op.mostInputs()) {
      throw SpecException.of(
          "wrong number of inputs",
          "from",
          counted(op),
          from.size() + ": " + from.stream().map(Value::name).collect(Collectors.joining(", ")),
          "correct the list of layers that it reads");
    }
    List<TensorType> types = from.stream().map(Value::type).toList();
    Value output = named(name, op.infer(types).get(0));
    List<Parameter> parameters =
        op.parameters(types).stream()
            .map(slot -> new Parameter(layer + "/" + slot.name(), slot))
            .toList();
    nodes.add(new Node(name, layer, op, from, List.of(output), parameters));
    return output;
  }

  private static String counted(Op op) {
    if (op.leastInputs() == op.mostInputs()) {
      return op.leastInputs() == 1
          ? "one input for " + op.type()
          : op.leastInputs() + " inputs for " + op.type();
    }
    return "at least " + op.leastInputs() + " inputs for " + op.type();
  }

  private Value named(String name, TensorType type) {
    Value value = new Value(name, type);
    if (values.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException("two values are named '" + name + "'");
    }
    return value;
  }

  /** The value of this name; {@code null} if there is none so far. */
  public Value value(String name) {
    return values.get(name);
  }

  /**
   * Names of values that no node reads, in order; the logits are among them, as only the loss reads
   * those.
   */
  public List<String> unread() {
    Set<String> read = new HashSet<>();
    nodes.forEach(node -> node.inputs().forEach(input -> read.add(input.name())));
    return values.keySet().stream().filter(name -> !read.contains(name)).toList();
  }

  /** The graph whose loss is made of {@code logits}, with a fork for each value read twice. */
  public Graph build(Value logits) {
    return new Graph(inputs, Forks.inserted(inputs, nodes), logits);
  }
}
