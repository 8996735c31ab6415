// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.graph.Node;
import java.util.Objects;

/** The size of a tensor's values, which an error is measured against. */
final class Magnitude {
  private Magnitude() {}

  /** The largest root mean square of what enters a node. */
  static double rmsOfInputs(Node node, Trace trace) {
    return node.inputs().stream()
        .mapToDouble(input -> rms(trace.activations().get(input.name())))
        .max()
        .orElse(0);
  }

  /** The largest root mean square of the gradients of what leaves a node. */
  static double rmsOfGradients(Node node, Trace trace) {
    return node.outputs().stream()
        .mapToDouble(output -> rms(trace.activationGradients().get(output.name())))
        .max()
        .orElse(0);
  }

  /** The largest value that enters a node; 0 where the trace does not have it. */
  static double largestInput(Node node, Trace trace) {
    return node.inputs().stream()
        .map(input -> trace.activations().asMap().get(input.name()))
        .filter(Objects::nonNull)
        .mapToDouble(HostTensor::largestMagnitude)
        .max()
        .orElse(0);
  }

  /** The largest value that enters a node, magnified as the node may magnify its error. */
  static double magnifiedInput(Node node, Trace trace) {
    return largestInput(node, trace) * magnification(node, trace);
  }

  /** By how much a node may magnify an error of its first input. */
  static double magnification(Node node, Trace trace) {
    HostTensor in = trace.activations().asMap().get(node.input().name());
    return in == null ? 1 : node.op().magnification(in::value, in.size(), node.input().type());
  }

  /** The largest gradient of what leaves a node; 0 where the trace does not have it. */
  static double largestGradient(Node node, Trace trace) {
    return node.outputs().stream()
        .map(output -> trace.activationGradients().asMap().get(output.name()))
        .filter(Objects::nonNull)
        .mapToDouble(HostTensor::largestMagnitude)
        .max()
        .orElse(0);
  }

  /** The root mean square of what a node's inputs are multiplied by; 1 where that is nothing. */
  static double rmsOfFactor(Node node, TensorMap parameters) {
    return node.factor().map(factor -> rms(parameters.get(factor.name()))).orElse(1.0);
  }

  /** Root of the mean square, values that are not finite counting as 0. */
  static double rms(HostTensor tensor) {
    double squares = 0;
    for (int i = 0; i < tensor.size(); i++) {
      double value = tensor.value(i);
      squares += Double.isFinite(value) ? value * value : 0;
    }
    return Math.sqrt(squares / Math.max(1, tensor.size()));
  }
}
