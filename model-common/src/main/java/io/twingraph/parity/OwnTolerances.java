// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.Tolerance;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.spec.ActivationFunction;

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
      case ACTIVATION -> forward(place.operation(), expected);
      case LOSS -> Tolerance.loss();
      case LOSS_GRADIENT -> StageTolerances.lossGradient(observed.labels().size());
      case ACTIVATION_GRADIENT -> backward(place.operation(), expected);
      case PARAMETER_GRADIENT -> parameter(place, expected);
      default -> throw new IllegalArgumentException("no oracle for " + place.stage());
    };
  }

  private Tolerance forward(Operation operation, HostTensor expected) {
    if (operation.copiesForward()) {
      return StageTolerances.copy();
    }
    HostTensor in = observed.activations().get(operation.input());
    if (operation.function() != null) {
      return StageTolerances.function(operation.function(), in.largestMagnitude());
    }
    return StageTolerances.sum(
        operation.forwardTerms(), expected, Magnitude.rms(in), kernel(operation));
  }

  private Tolerance backward(Operation operation, HostTensor expected) {
    if (operation.copiesBackward()) {
      return StageTolerances.copy();
    }
    HostTensor gradient = observed.activationGradients().get(operation.output());
    ActivationFunction function = operation.function();
    if (function != null) {
      return StageTolerances.derivative(function, gradient.largestMagnitude());
    }
    return StageTolerances.sum(
        operation.backwardTerms(), expected, Magnitude.rms(gradient), kernel(operation));
  }

  private Tolerance parameter(Place place, HostTensor expected) {
    Operation operation = place.operation();
    double gradient = Magnitude.rms(observed.activationGradients().get(operation.output()));
    double in =
        place.tensor().endsWith("/bias")
            ? 1
            : Magnitude.rms(observed.activations().get(operation.input()));
    long terms = operation.parameterTerms(observed.labels().size());
    return StageTolerances.sum(terms, expected, gradient, in);
  }

  /** Root mean square of what the input is multiplied by. */
  private double kernel(Operation operation) {
    return operation.hasParameters()
        ? Magnitude.rms(parameters.get(operation.layer() + "/kernel"))
        : 1;
  }
}
