// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Network;
import io.twingraph.spec.Shape;
import io.twingraph.spec.Size;
import java.util.ArrayList;
import java.util.List;

/**
 * What lies between two neighbouring activations of a trace: a layer, or the activation function of
 * a convolution or dense layer.
 *
 * @param node the layer that it belongs to
 * @param input name of the activation that enters
 * @param output name of the activation that leaves
 * @param function the activation function if it is one, else {@code null}
 */
record Operation(Network.Node node, String input, String output, ActivationFunction function) {

  /** Every operation of a network, first to last. */
  static List<Operation> of(Network network) {
    List<Operation> operations = new ArrayList<>();
    String input = Network.INPUT;
    for (Network.Node node : network.layers()) {
      if (node.preactivation().isPresent()) {
        String between = node.preactivation().get();
        operations.add(new Operation(node, input, between, null));
        operations.add(new Operation(node, between, node.name(), node.activation()));
      } else {
        boolean alone = node.layer() instanceof Layer.Activation;
        operations.add(new Operation(node, input, node.name(), alone ? node.activation() : null));
      }
      input = node.name();
    }
    return operations;
  }

  String layer() {
    return node.name();
  }

  boolean hasParameters() {
    return function == null && node.kernel().isPresent();
  }

  /** Terms of the sum that one value of the output is; 1 where nothing is summed. */
  long forwardTerms() {
    if (function != null) {
      return 1;
    }
    if (hasParameters()) {
      return node.kernel().orElseThrow().fanIn() + 1L;
    }
    return node.layer() instanceof Layer.AvgPool2d pool ? area(pool.window()) : 1;
  }

  /** Terms of the sum that one value of the input's gradient is. */
  long backwardTerms() {
    if (function != null) {
      return 1;
    }
    if (node.layer() instanceof Layer.Conv2d conv) {
      return overlaps(conv.kernel(), conv.stride()) * conv.filters();
    }
    if (node.layer() instanceof Layer.Dense dense) {
      return dense.units();
    }
    if (node.layer() instanceof Layer.MaxPool2d pool) {
      return overlaps(pool.window(), pool.stride());
    }
    return node.layer() instanceof Layer.AvgPool2d pool
        ? overlaps(pool.window(), pool.stride())
        : 1;
  }

  /** Terms of the sum that one value of a parameter's gradient is, for a batch of {@code n}. */
  long parameterTerms(int n) {
    return node.output() instanceof Shape.Image image
        ? (long) n * image.height() * image.width()
        : n;
  }

  /** Whether the output is made of the input's own values. */
  boolean copiesForward() {
    return function == null
        ? node.layer() instanceof Layer.Flatten || node.layer() instanceof Layer.MaxPool2d
        : function.isLinear() || function.kind() == ActivationFunction.Kind.RELU;
  }

  /** Whether the input's gradient is made of the output's own gradient. */
  boolean copiesBackward() {
    return function == null
        ? node.layer() instanceof Layer.Flatten
            || (node.layer() instanceof Layer.MaxPool2d && backwardTerms() == 1)
        : function.isLinear() || function.kind() == ActivationFunction.Kind.RELU;
  }

  private static long area(Size size) {
    return (long) size.height() * size.width();
  }

  /** In how many windows a value of the input can lie. */
  private static long overlaps(Size window, Size stride) {
    long rows = (window.height() + stride.height() - 1L) / stride.height();
    long columns = (window.width() + stride.width() - 1L) / stride.width();
    return rows * columns;
  }
}
