// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.engine.LoweringTable;
import io.twingraph.graph.Graph;
import io.twingraph.graph.Node;
import io.twingraph.graph.Value;
import io.twingraph.op.Add;
import io.twingraph.op.AvgPool2d;
import io.twingraph.op.Concat;
import io.twingraph.op.Conv2d;
import io.twingraph.op.Dense;
import io.twingraph.op.Flatten;
import io.twingraph.op.Fork;
import io.twingraph.op.Gelu;
import io.twingraph.op.GeluTanh;
import io.twingraph.op.GlobalAvgPool2d;
import io.twingraph.op.LeakyRelu;
import io.twingraph.op.Linear;
import io.twingraph.op.MaxPool2d;
import io.twingraph.op.Multiply;
import io.twingraph.op.Op;
import io.twingraph.op.Relu;
import io.twingraph.op.Sigmoid;
import io.twingraph.op.Softmax;
import io.twingraph.op.Tanh;
import io.twingraph.op.TensorType;
import io.twingraph.op.Window;
import io.twingraph.spec.Optimizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a graph into native nodes, one for one. The table says which attributes the native operator
 * of the same type wants; {@code operators.cpp} reads them.
 */
final class ReferenceLowering {
  private static final double[] NONE = {0};

  static final LoweringTable<Node, double[]> TABLE =
      LoweringTable.<Node, double[]>of(ReferenceEngineProvider.NAME)
          .put(Conv2d.class, ReferenceLowering::window)
          .put(MaxPool2d.class, ReferenceLowering::window)
          .put(AvgPool2d.class, ReferenceLowering::window)
          .put(Dense.class, ReferenceLowering::none)
          .put(GlobalAvgPool2d.class, ReferenceLowering::none)
          .put(Flatten.class, ReferenceLowering::none)
          .put(Fork.class, ReferenceLowering::none)
          .put(Add.class, ReferenceLowering::none)
          .put(Multiply.class, ReferenceLowering::none)
          .put(Concat.class, ReferenceLowering::channels)
          .put(Softmax.class, ReferenceLowering::channels)
          .put(Linear.class, ReferenceLowering::none)
          .put(Relu.class, ReferenceLowering::none)
          .put(LeakyRelu.class, (op, node) -> new double[] {op.slope()})
          .put(Tanh.class, ReferenceLowering::none)
          .put(Sigmoid.class, ReferenceLowering::none)
          .put(Gelu.class, ReferenceLowering::none)
          .put(GeluTanh.class, ReferenceLowering::none);

  private ReferenceLowering() {}

  /** The graph's nodes with room for their parameters; the caller closes it. */
  static ReferenceGraph allocate(Graph graph, int threads) {
    ReferenceGraph made = new ReferenceGraph(threads);
    try {
      Map<String, Integer> numbers = new HashMap<>();
      for (Value input : graph.inputs()) {
        made.add_input(input.type().size());
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
    double[] attributes = TABLE.lower(node.op(), node).get(0);
    int[] inputs = node.inputs().stream().map(Value::name).mapToInt(numbers::get).toArray();
    int[] sizes = node.outputs().stream().mapToInt(output -> output.type().size()).toArray();
    if (!made.add_node(node.op().type(), attributes, inputs, inputs.length, sizes, sizes.length)) {
      throw new IllegalStateException("operators.cpp does not know " + node.op().type());
    }
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

  private static double[] none(Op op, Node node) {
    return NONE;
  }

  /** The last dimension of each input. */
  private static double[] channels(Op op, Node node) {
    List<Value> inputs = node.inputs();
    return inputs.stream().mapToDouble(input -> input.type().channels()).toArray();
  }

  private static double[] window(Op op, Node node) {
    Window window = op.window().orElseThrow();
    TensorType in = node.input().type();
    TensorType out = node.output().type();
    return new double[] {
      in.height(),
      in.width(),
      in.channels(),
      window.size().height(),
      window.size().width(),
      window.stride().height(),
      window.stride().width(),
      window.padding().top(),
      window.padding().left(),
      out.height(),
      out.width(),
      out.channels()
    };
  }
}
