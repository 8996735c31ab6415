// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import io.twingraph.error.SpecException;
import io.twingraph.graph.Graph;
import io.twingraph.op.Numbers;

/** The limits on what layers have beside their operators: names, functions, initial values. */
final class LayerChecks {
  private static final String EXAMPLE = "use for example normal(0.05) or constant(0.1)";

  /** No draw is further from 0 than nine deviations. */
  private static final double MAX_DEVIATION = Float.MAX_VALUE / 10;

  private LayerChecks() {}

  static void name(String name, String where) {
    if (name != null && (!name.matches("[A-Za-z0-9._-]{1,64}") || name.equals(Graph.INPUT))) {
      throw SpecException.of(
          "unusable layer name",
          where,
          "1 to 64 letters, digits, '.', '_' or '-', and not 'input'",
          "'" + name + "'",
          "rename the layer, or leave the name out to have it numbered");
    }
  }

  static void function(ActivationFunction function, String where) {
    Validation.present(function.name(), where, ActivationFunction.KNOWN);
    if (!function.isKnown()) {
      throw NamedValue.unknown(function.toString(), "activation", ActivationFunction.KNOWN)
          .in(where);
    }
    if (function.takesNumber() != (function.number() != null)) {
      boolean none = function.takesNumber();
      throw SpecException.of(
          none ? "a function without its number" : "a number for a function that has none",
          where,
          none ? "one of " + ActivationFunction.KNOWN : "no number for " + function.name(),
          function,
          none ? "give the number" : "use the constant of the function");
    }
    try {
      function.op();
    } catch (SpecException e) {
      throw e.in(where);
    }
  }

  static void initializer(Initializer initializer, String where) {
    Validation.present(initializer.kind(), where, Initializer.KNOWN);
    if (!Initializer.needsValue(initializer.kind()) && initializer.value() != 0) {
      throw SpecException.of(
          "a value for an initializer that has none",
          where,
          "a value of 0 for " + initializer,
          initializer.value(),
          "use constant(" + initializer.value() + ") or the constant of the initializer");
    }
    boolean badDeviation =
        initializer.kind() == Initializer.Kind.NORMAL && !(initializer.value() > 0);
    if (!Double.isFinite(initializer.value()) || badDeviation) {
      throw SpecException.of(
          "initializer out of range",
          where,
          badDeviation ? "a standard deviation above 0" : "a finite number",
          initializer.value(),
          EXAMPLE);
    }
    Numbers.float32(initializer.value(), where, EXAMPLE);
    if (initializer.kind() == Initializer.Kind.NORMAL && initializer.value() > MAX_DEVIATION) {
      throw SpecException.of(
          "a number that float32 cannot hold",
          where,
          "a standard deviation of which ten are at most 3.4e+38",
          initializer.value(),
          EXAMPLE);
    }
  }
}
