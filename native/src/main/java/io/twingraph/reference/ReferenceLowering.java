// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.engine.LoweringTable;
import io.twingraph.graph.Graph;
import io.twingraph.graph.Node;
import io.twingraph.op.AvgPool2d;
import io.twingraph.op.Conv2d;
import io.twingraph.op.Dense;
import io.twingraph.op.Flatten;
import io.twingraph.op.Gelu;
import io.twingraph.op.GeluTanh;
import io.twingraph.op.LeakyRelu;
import io.twingraph.op.Linear;
import io.twingraph.op.MaxPool2d;
import io.twingraph.op.Relu;
import io.twingraph.op.Sigmoid;
import io.twingraph.op.Tanh;
import io.twingraph.op.TensorType;
import io.twingraph.op.Window;
import io.twingraph.spec.Optimizer;
import java.util.function.BiFunction;

/** Turns a graph into native layers: one for each node. */
final class ReferenceLowering {
  static final LoweringTable<Place, Void> TABLE =
      LoweringTable.<Place, Void>of(ReferenceEngineProvider.NAME)
          .put(Conv2d.class, ReferenceLowering::convolution)
          .put(MaxPool2d.class, (op, at) -> pooling(at, at.to()::add_max_pooling))
          .put(AvgPool2d.class, (op, at) -> pooling(at, at.to()::add_average_pooling))
          .put(Dense.class, ReferenceLowering::dense)
          .put(Flatten.class, function(0)) // moves nothing in memory: the linear function
          .put(Linear.class, function(0))
          .put(Relu.class, function(1))
          .put(LeakyRelu.class, (op, at) -> function(at, 2, op.slope()))
          .put(Tanh.class, function(3))
          .put(Sigmoid.class, function(4))
          .put(Gelu.class, function(5))
          .put(GeluTanh.class, function(6));

  private ReferenceLowering() {}

  /** A node, and the native network that its layer is added to. */
  record Place(Node node, ReferenceNetwork to) {
    private TensorType in() {
      return node.input().type();
    }

    private TensorType out() {
      return node.output().type();
    }

    private Window window() {
      return node.op().window().orElseThrow();
    }
  }

  /** The graph's nodes with room for their parameters; the caller closes it. */
  static ReferenceNetwork allocate(Graph graph, int threads) {
    ReferenceNetwork made = new ReferenceNetwork(graph.input().type().size(), threads);
    try {
      for (Node node : graph.nodes()) {
        TABLE.lower(node.op(), new Place(node, made));
      }
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  /** Gives the network the optimizer's rule and room for what it remembers, zero. */
  static void useOptimizer(ReferenceNetwork network, Optimizer optimizer) {
    if (optimizer instanceof Optimizer.Adam adam) {
      network.use_adam(adam.beta1(), adam.beta2(), adam.epsilon());
    } else {
      Optimizer.Sgd sgd = (Optimizer.Sgd) optimizer;
      network.use_sgd(sgd.momentum(), sgd.nesterov());
    }
  }

  /** A function at a position of the C++ enum {@code Function}. */
  private static <O> BiFunction<O, Place, Void> function(int number) {
    return (op, at) -> function(at, number, 0);
  }

  private static Void function(Place at, int number, double slope) {
    at.to().add_activation(at.out().size(), number, slope);
    return null;
  }

  private static Void dense(Dense dense, Place at) {
    at.to().add_dense(at.in().size(), dense.units());
    return null;
  }

  private static Void convolution(Conv2d conv, Place at) {
    Window window = at.window();
    at.to()
        .add_convolution(
            at.in().height(),
            at.in().width(),
            at.in().channels(),
            window.size().height(),
            window.size().width(),
            window.stride().height(),
            window.stride().width(),
            window.padding().top(),
            window.padding().left(),
            at.out().height(),
            at.out().width(),
            conv.filters());
    return null;
  }

  /** One of the two native functions that add a pooling layer. */
  private interface Pooling {
    void add(
        int height,
        int width,
        int channels,
        int windowHeight,
        int windowWidth,
        int strideHeight,
        int strideWidth,
        int top,
        int left,
        int outHeight,
        int outWidth);
  }

  private static Void pooling(Place at, Pooling pooling) {
    Window window = at.window();
    pooling.add(
        at.in().height(),
        at.in().width(),
        at.in().channels(),
        window.size().height(),
        window.size().width(),
        window.stride().height(),
        window.stride().width(),
        window.padding().top(),
        window.padding().left(),
        at.out().height(),
        at.out().width());
    return null;
  }
}
