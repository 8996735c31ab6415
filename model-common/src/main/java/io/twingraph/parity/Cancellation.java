// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.Tolerance;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.Trace;

/**
 * Gradients whose terms cancel are as far apart as they were before they cancelled, which may be
 * more than a tolerance in parts of what is left. Only asked where there is no reference engine,
 * whose oracle needs no such guess.
 */
final class Cancellation {
  private Cancellation() {}

  /** In words, if a finding is within rounding of what it was before it cancelled; else empty. */
  static String of(Finding finding, Trace trace) {
    Place place = finding.place();
    Operation operation = place.operation();
    if (place.stage() != Stage.PARAMETER_GRADIENT && place.stage() != Stage.ACTIVATION_GRADIENT) {
      return "";
    }
    HostTensor gradient = trace.activationGradients().get(operation.output());
    long terms = 1;
    double size = gradient.largestMagnitude();
    if (place.stage() == Stage.PARAMETER_GRADIENT) {
      HostTensor input = trace.activations().get(operation.input());
      terms = operation.parameterTerms(trace.labels().size());
      double factor = place.tensor().endsWith("/bias") ? 1 : Magnitude.rms(input);
      size = Math.sqrt((double) terms) * Magnitude.rms(gradient) * factor;
    } else if (operation.function() == null) {
      return "";
    }
    Tolerance wider = StageTolerances.gradient(terms, 0, size);
    return Finding.of(place, finding.a(), finding.b(), wider).passes() ? "a sum that cancels" : "";
  }
}
