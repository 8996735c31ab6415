// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.engine.LoweringTable;
import io.twingraph.graph.Graph;
import io.twingraph.graph.Node;
import io.twingraph.graph.Value;
import io.twingraph.op.OpSet;
import io.twingraph.spec.Optimizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Turns a graph into native nodes, one for one: an operator by its type, its attributes and the
 * shapes around it. {@code operators.cpp} is the table.
 */
final class ReferenceLowering {
  private ReferenceLowering() {}

  /**
   * Makes sure that the native table knows every operator.
   *
   * @throws io.twingraph.engine.EngineUnavailableException with the names of those it does not
   */
  static void complete(OpSet operators) {
    List<String> missing =
        operators.operators().keySet().stream()
            .filter(type -> !ReferenceGraph.knows(type))
            .toList();
    if (!missing.isEmpty()) {
      throw LoweringTable.incomplete(ReferenceEngineProvider.NAME, missing);
    }
  }

  /** The graph's nodes with room for their parameters; the caller closes it. */
  static ReferenceGraph allocate(Graph graph, int threads) {
    ReferenceGraph made = new ReferenceGraph(threads);
    try {
      Map<String, Integer> numbers = new HashMap<>();
      for (Value input : graph.inputs()) {
        int[] shape = shape(input);
        made.add_input(shape, shape.length);
        numbers.put(input.name(), numbers.size());
      }
      for (Node node : graph.nodes()) {
        add(made, node, numbers);
        node.outputs().forEach(output -> numbers.put(output.name(), numbers.size()));
      }
      made.use_logits(numbers.get(graph.logits().name()));
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private static void add(ReferenceGraph made, Node node, Map<String, Integer> numbers) {
    int[] inputs = node.inputs().stream().map(Value::name).mapToInt(numbers::get).toArray();
    int[] ranks = node.outputs().stream().mapToInt(output -> output.type().rank()).toArray();
    int[] shapes = node.outputs().stream().flatMapToInt(o -> IntStream.of(shape(o))).toArray();
    double[] attributes = node.op().attributes();
    if (!made.add_node(
        node.op().type(),
        attributes,
        attributes.length,
        inputs,
        inputs.length,
        shapes,
        ranks,
        ranks.length)) {
      throw new IllegalStateException("operators.cpp does not know " + node.op().type());
    }
  }

  private static int[] shape(Value value) {
    return value.type().shape().stream().mapToInt(Integer::intValue).toArray();
  }

  /** Gives the graph the optimizer's rule and room for what it remembers, zero. */
  static void useOptimizer(ReferenceGraph graph, Optimizer optimizer) {
    if (optimizer instanceof Optimizer.Adam adam) {
      graph.use_adam(adam.beta1(), adam.beta2(), adam.epsilon());
    } else {
      Optimizer.Sgd sgd = (Optimizer.Sgd) optimizer;
      graph.use_sgd(sgd.momentum(), sgd.nesterov());
    }
  }
}
