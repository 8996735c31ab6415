// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Network;
import io.twingraph.spec.Optimizer;
import io.twingraph.spec.Shape;
import io.twingraph.spec.Size;

/** Turns a network into native layers: one for each canonical activation name but the input. */
final class ReferenceLowering {
  private ReferenceLowering() {}

  /** The network's layers with room for their parameters; the caller closes it. */
  static ReferenceNetwork allocate(Network network, int threads) {
    ReferenceNetwork made = new ReferenceNetwork(network.input().shape().size(), threads);
    try {
      for (Network.Node node : network.layers()) {
        add(made, node);
        if (node.preactivation().isPresent()) {
          activation(made, node);
        }
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

  private static void add(ReferenceNetwork to, Network.Node node) {
    Layer layer = node.layer();
    if (layer instanceof Layer.Conv2d conv) {
      convolution(to, node, conv);
    } else if (layer instanceof Layer.MaxPool2d pool) {
      pooling(to::add_max_pooling, node, pool.window(), pool.stride());
    } else if (layer instanceof Layer.AvgPool2d pool) {
      pooling(to::add_average_pooling, node, pool.window(), pool.stride());
    } else if (layer instanceof Layer.Dense dense) {
      to.add_dense(node.input().size(), dense.units());
    } else {
      activation(to, node); // a flatten moves nothing in memory: the linear function
    }
  }

  private static void activation(ReferenceNetwork to, Network.Node node) {
    ActivationFunction function = node.activation();
    to.add_activation(node.output().size(), number(function.kind()), function.slope());
  }

  /** The position of a function in the C++ enum {@code Function}. */
  private static int number(ActivationFunction.Kind kind) {
    return switch (kind) {
      case LINEAR -> 0;
      case RELU -> 1;
      case LEAKY_RELU -> 2;
      case TANH -> 3;
      case SIGMOID -> 4;
      case GELU -> 5;
      case GELU_TANH -> 6;
    };
  }

  private static void convolution(ReferenceNetwork to, Network.Node node, Layer.Conv2d conv) {
    Shape.Image in = (Shape.Image) node.input();
    Shape.Image out = (Shape.Image) node.output();
    to.add_convolution(
        in.height(),
        in.width(),
        in.channels(),
        conv.kernel().height(),
        conv.kernel().width(),
        conv.stride().height(),
        conv.stride().width(),
        node.padding().top(),
        node.padding().left(),
        out.height(),
        out.width(),
        conv.filters());
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

  private static void pooling(Pooling pooling, Network.Node node, Size window, Size stride) {
    Shape.Image in = (Shape.Image) node.input();
    Shape.Image out = (Shape.Image) node.output();
    pooling.add(
        in.height(),
        in.width(),
        in.channels(),
        window.height(),
        window.width(),
        stride.height(),
        stride.width(),
        node.padding().top(),
        node.padding().left(),
        out.height(),
        out.width());
  }
}
