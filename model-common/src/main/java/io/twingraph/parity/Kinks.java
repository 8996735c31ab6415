// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;
import io.twingraph.graph.Node;
import io.twingraph.op.Elementwise;
import io.twingraph.spec.Experiment;
import java.util.List;

/**
 * Where two engines that agree to rounding lie on different sides of a kink, so that their
 * gradients below it may differ by more than rounding: an input at a point where a function's
 * derivative jumps (0 for a ReLU), and two values of nearly the same size in one window of a max
 * pooling. Only asked where there is no reference engine, whose oracle decides each kink as the
 * examined engine did.
 */
final class Kinks {
  private static final double NEAR = 1e-9;

  private Kinks() {}

  /**
   * The kinks at or after the layer of a gradient that is beyond its tolerance, in words; empty if
   * the place is no gradient or there is no kink.
   */
  static String between(Experiment experiment, Observation a, Observation b, Finding finding) {
    Stage stage = finding.place().stage();
    if (stage.compareTo(Stage.ACTIVATION_GRADIENT) < 0 || stage == Stage.METRIC) {
      return "";
    }
    List<Node> nodes = experiment.graph().nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      int values = count(node, a, b);
      if (values > 0) {
        return values + " values lie on a kink of " + node.layer();
      }
      if (node.layer().equals(finding.place().layer())) {
        return "";
      }
    }
    return "";
  }

  /**
   * Whether a ReLU or a max pooling of a step has decided otherwise in {@code a} than in {@code b}.
   */
  static boolean any(Experiment experiment, Observation a, Observation b) {
    return experiment.graph().nodes().stream().anyMatch(node -> count(node, a, b) > 0);
  }

  private static int count(Node node, Observation a, Observation b) {
    String input = node.input().name();
    return switch (node.op().kink()) {
      case NONE -> 0;
      case POINT ->
          sides(
              (Elementwise) node.op(),
              a.trace().activations().get(input),
              b.trace().activations().get(input));
      case TIE -> order(input, a, b);
    };
  }

  /** Values that lie on different sides of a point where the derivative jumps. */
  private static int sides(Elementwise function, HostTensor x, HostTensor y) {
    int count = 0;
    for (int i = 0; i < x.size(); i++) {
      for (double jump : function.jumps()) {
        count += isAbove(function, jump, x.value(i)) == isAbove(function, jump, y.value(i)) ? 0 : 1;
      }
    }
    return count;
  }

  /**
   * On which side a value lies; at the jump itself, that whose derivative the function has there.
   */
  private static boolean isAbove(Elementwise function, double jump, double value) {
    if (value != jump) {
      return value > jump;
    }
    double there = function.derivative(jump);
    double above = Math.abs(function.derivative(jump + NEAR) - there);
    double below = Math.abs(function.derivative(jump - NEAR) - there);
    return above < below;
  }

  /** Positions that get a gradient from the pooling in one engine and none in the other. */
  private static int order(String input, Observation a, Observation b) {
    HostTensor x = a.trace().activationGradients().asMap().get(input);
    HostTensor y = b.trace().activationGradients().asMap().get(input);
    if (x == null || y == null) {
      return 0;
    }
    HostTensor inA = a.trace().activations().get(input);
    HostTensor inB = b.trace().activations().get(input);
    int count = 0;
    for (int i = 0; i < x.size(); i++) {
      boolean near = inA.value(i) != inB.value(i);
      count += near && x.value(i) == 0 != (y.value(i) == 0) ? 1 : 0;
    }
    return count;
  }
}
