// SPDX-License-Identifier: Apache-2.0
package io.twingraph.graph;

import io.twingraph.op.Op;
import io.twingraph.op.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
   * @throws io.twingraph.error.SpecException if the operator does not take these inputs
   */
  public Value add(String name, String layer, Op op, List<Value> from) {
    List<TensorType> types = from.stream().map(Value::type).toList();
    Value output = named(name, op.infer(types).get(0));
    List<Parameter> parameters =
        op.parameters(types).stream()
            .map(slot -> new Parameter(layer + "/" + slot.name(), slot))
            .toList();
    nodes.add(new Node(name, layer, op, from, List.of(output), parameters));
    return output;
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

  /** The graph whose loss is made of {@code logits}. */
  public Graph build(Value logits) {
    return new Graph(inputs, nodes, logits);
  }
}
