// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import io.twingraph.error.SpecException;
import io.twingraph.graph.GraphBuilder;
import io.twingraph.graph.Value;
import io.twingraph.op.Op;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where one layer adds its nodes.
 *
 * @param where the layer's path, for refusals: {@code "model.layers[1] (conv2d)"}
 * @param name the layer's name, which its last node gets
 * @param inputs what it reads
 * @param initializers of all parameters, by name; added to
 */
record LayerScope(
    GraphBuilder graph,
    String where,
    String name,
    List<Value> inputs,
    Map<String, Initializer> initializers) {

  /** The only input of most layers. */
  Value input() {
    return inputs.get(0);
  }

  /** Adds the layer's only node. */
  Value last(Supplier<Op> op) {
    return add(name, op, inputs);
  }

  /** A node with parameters, and the function that follows it, if any. */
  Value activated(Supplier<Op> op, ActivationFunction function) {
    if (function.isLinear()) {
      return last(op);
    }
    Value before = add(name + "/preactivation", op, inputs);
    return add(name, function::op, List.of(before));
  }

  /** Says where the values of a parameter of this layer come from. */
  void initialize(String parameter, Initializer initializer) {
    initializers.put(name + "/" + parameter, initializer);
  }

  private Value add(String node, Supplier<Op> op, List<Value> from) {
    try {
      return graph.add(node, name, op.get(), from);
    } catch (SpecException e) {
      throw e.in(e.where().isEmpty() ? where : where + "." + e.where());
    }
  }
}
