// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.Tolerance;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.graph.Node;
import io.twingraph.op.ParameterSlot;
import io.twingraph.op.Rounding;

/**
 * How far an engine may be from its oracle at each place of a trace: the rounding of that one
 * operation, as what entered it is the same to the last bit.
 */
final class OwnTolerances {
  private final TensorMap parameters;
  private final Trace observed;

  OwnTolerances(TensorMap parameters, Trace observed) {
    this.parameters = parameters;
    this.observed = observed;
  }

  /** The tolerance at a place from ACTIVATION to PARAMETER_GRADIENT. */
  Tolerance at(Place place, HostTensor expected) {
    return switch (place.stage()) {
      case ACTIVATION -> forward(place, expected);
      case LOSS -> Tolerance.loss();
      case LOSS_GRADIENT -> StageTolerances.lossGradient(observed.labels().size());
      case ACTIVATION_GRADIENT -> backward(place, expected);
      case PARAMETER_GRADIENT -> parameter(place, expected);
      default -> throw new IllegalArgumentException("no oracle for " + place.stage());
    };
  }

  private Tolerance forward(Place place, HostTensor expected) {
    Node node = place.node();
    Rounding rounding = place.rounding();
    return switch (rounding.kind()) {
      case EXACT -> StageTolerances.copy();
      case FUNCTION ->
          StageTolerances.function(node.op(), rounding, Magnitude.largestInput(node, observed));
      case SUM ->
          StageTolerances.sum(
              rounding.terms(),
              expected,
              Magnitude.rmsOfInputs(node, observed),
              Magnitude.rmsOfFactor(node, parameters));
      case NORMALISATION ->
          StageTolerances.normalisation(
              node.op(),
              rounding,
              Math.max(
                  expected.largestMagnitude(),
                  Magnitude.magnifiedInput(node, observed) * largestParameter(node)));
    };
  }

  /** The largest value of a node's parameters, or 1. */
  private double largestParameter(Node node) {
    return node.parameters().stream()
        .mapToDouble(parameter -> parameters.get(parameter.name()).largestMagnitude())
        .reduce(1, Math::max);
  }

  private Tolerance backward(Place place, HostTensor expected) {
    Node node = place.node();
    Rounding rounding = place.rounding();
    return switch (rounding.kind()) {
      case EXACT -> StageTolerances.copy();
      case FUNCTION ->
          StageTolerances.derivative(
              node.op(), rounding, Magnitude.largestGradient(node, observed));
      case SUM ->
          StageTolerances.sum(
              rounding.terms(),
              expected,
              Magnitude.rmsOfGradients(node, observed),
              Magnitude.rmsOfFactor(node, parameters));
      case NORMALISATION ->
          StageTolerances.normalisation(
              node.op(),
              rounding,
              Magnitude.largestGradient(node, observed)
                  * Magnitude.magnification(node, observed)
                  * (1 + Magnitude.magnifiedInput(node, observed))
                  * largestParameter(node));
    };
  }

  private Tolerance parameter(Place place, HostTensor expected) {
    ParameterSlot slot = place.parameter().slot();
    double in = slot.multiplies() ? Magnitude.rmsOfInputs(place.node(), observed) : 1;
    return StageTolerances.sum(
        slot.uses() * observed.labels().size(),
        expected,
        Magnitude.rmsOfGradients(place.node(), observed),
        in);
  }
}
