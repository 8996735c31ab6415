// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.DeviceRounding;
import io.twingraph.compare.Tolerance;
import io.twingraph.engine.Trace;
import io.twingraph.graph.Node;
import io.twingraph.op.Elementwise;
import io.twingraph.op.ParameterSlot;

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
          case ACTIVATION -> activation(finding.place().node(), observed);
          case PARAMETER_GRADIENT -> parameter(finding.place(), observed.trace());
          case ACTIVATION_GRADIENT -> function(finding.place(), observed.trace());
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

  private static Tolerance activation(Node node, Observation observed) {
    if (!node.hasParameters()) {
      return null;
    }
    long terms = node.forward().terms();
    double input = Magnitude.rmsOfInputs(node, observed.trace());
    double factor = Magnitude.rmsOfFactor(node, observed.before());
    double size = Math.sqrt((double) terms) * input * factor;
    return StageTolerances.activation(StageTolerances.rounding(terms), size);
  }

  private static Tolerance parameter(Place place, Trace trace) {
    ParameterSlot slot = place.parameter().slot();
    long terms = slot.uses() * trace.labels().size();
    double gradient = Magnitude.rmsOfGradients(place.node(), trace);
    double input = slot.multiplies() ? Magnitude.rmsOfInputs(place.node(), trace) : 1;
    return StageTolerances.gradient(terms, 0, Math.sqrt((double) terms) * gradient * input);
  }

  private static Tolerance function(Place place, Trace trace) {
    return place.node().op() instanceof Elementwise
        ? StageTolerances.gradient(1, 0, Magnitude.largestGradient(place.node(), trace))
        : null;
  }
}
