// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.DeviceRounding;
import io.twingraph.compare.Tolerance;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.Trace;

/**
 * Sums whose terms cancel are as far apart as they were before they cancelled, which may be more
 * than a tolerance in parts of what is left. Only asked where there is no reference engine, whose
 * oracle needs no such guess.
 */
final class Cancellation {
  private Cancellation() {}

  /**
   * In words, if a finding is within rounding of what it was before it cancelled; else empty.
   *
   * @param rounding between the two engines
   */
  static String of(Finding finding, Observation observed, DeviceRounding rounding) {
    Tolerance wider =
        switch (finding.place().stage()) {
          case ACTIVATION -> activation(finding.place().operation(), observed);
          case PARAMETER_GRADIENT -> parameter(finding.place(), observed.trace());
          case ACTIVATION_GRADIENT -> function(finding.place().operation(), observed.trace());
          default -> null;
        };
    if (wider == null) {
      return "";
    }
    Tolerance allowed = rounding.applied(wider);
    return Finding.of(finding.place(), finding.a(), finding.b(), allowed).passes()
        ? "a sum that cancels"
        : "";
  }

  private static Tolerance activation(Operation operation, Observation observed) {
    if (!operation.hasParameters()) {
      return null;
    }
    long terms = operation.forwardTerms();
    double input = Magnitude.rms(observed.trace().activations().get(operation.input()));
    double kernel = Magnitude.rms(observed.before().get(operation.layer() + "/kernel"));
    double size = Math.sqrt((double) terms) * input * kernel;
    return StageTolerances.activation(StageTolerances.rounding(terms), size);
  }

  private static Tolerance parameter(Place place, Trace trace) {
    Operation operation = place.operation();
    long terms = operation.parameterTerms(trace.labels().size());
    double gradient = Magnitude.rms(trace.activationGradients().get(operation.output()));
    boolean bias = place.tensor().endsWith("/bias");
    double input = bias ? 1 : Magnitude.rms(trace.activations().get(operation.input()));
    return StageTolerances.gradient(terms, 0, Math.sqrt((double) terms) * gradient * input);
  }

  private static Tolerance function(Operation operation, Trace trace) {
    HostTensor gradient = trace.activationGradients().get(operation.output());
    return operation.function() == null
        ? null
        : StageTolerances.gradient(1, 0, gradient.largestMagnitude());
  }
}
