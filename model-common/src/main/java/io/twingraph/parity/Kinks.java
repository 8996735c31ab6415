// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Layer;
import java.util.List;

/**
 * Where two engines that agree to rounding lie on different sides of a kink, so that their
 * gradients below it may differ by more than rounding: a ReLU's input of nearly 0, and two values
 * of nearly the same size in one window of a max pooling. Only asked where there is no reference
 * engine, whose oracle decides each kink as the examined engine did.
 */
final class Kinks {
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
    List<Operation> operations = Operation.of(experiment.network());
    for (int i = operations.size() - 1; i >= 0; i--) {
      Operation operation = operations.get(i);
      int values = count(operation, a, b);
      if (values > 0) {
        return values + " values lie on a kink of " + operation.layer();
      }
      if (operation.layer().equals(finding.place().layer())) {
        return "";
      }
    }
    return "";
  }

  /**
   * Whether a ReLU or a max pooling of a step has decided otherwise in {@code a} than in {@code b}.
   */
  static boolean any(Experiment experiment, Observation a, Observation b) {
    return Operation.of(experiment.network()).stream()
        .anyMatch(operation -> count(operation, a, b) > 0);
  }

  private static int count(Operation operation, Observation a, Observation b) {
    HostTensor x = a.trace().activations().get(operation.input());
    HostTensor y = b.trace().activations().get(operation.input());
    if (operation.function() != null) {
      ActivationFunction.Kind kind = operation.function().kind();
      boolean kinked =
          kind == ActivationFunction.Kind.RELU || kind == ActivationFunction.Kind.LEAKY_RELU;
      return kinked ? signs(x, y) : 0;
    }
    return operation.node().layer() instanceof Layer.MaxPool2d ? order(operation, a, b) : 0;
  }

  private static int signs(HostTensor x, HostTensor y) {
    int count = 0;
    for (int i = 0; i < x.size(); i++) {
      count += x.value(i) > 0 == y.value(i) > 0 ? 0 : 1;
    }
    return count;
  }

  /** Positions that get a gradient from the pooling in one engine and none in the other. */
  private static int order(Operation operation, Observation a, Observation b) {
    HostTensor x = a.trace().activationGradients().asMap().get(operation.input());
    HostTensor y = b.trace().activationGradients().asMap().get(operation.input());
    if (x == null || y == null) {
      return 0;
    }
    HostTensor inA = a.trace().activations().get(operation.input());
    HostTensor inB = b.trace().activations().get(operation.input());
    int count = 0;
    for (int i = 0; i < x.size(); i++) {
      boolean near = inA.value(i) != inB.value(i);
      count += near && x.value(i) == 0 != (y.value(i) == 0) ? 1 : 0;
    }
    return count;
  }
}
