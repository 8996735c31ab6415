// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.Trace;
import io.twingraph.op.LedgerRow;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;

/**
 * Whether a difference is one of numbers below 1.18e-38, the smallest that float32 holds to all its
 * bits: TensorFlow's threads flush them to 0, as they enter an operation and as they leave it, and
 * libtorch's do not.
 */
final class Flushing {
  private static final double LEAST = Float.MIN_NORMAL;

  private static final Explanation VALUES =
      new Explanation(
          LedgerRow.MATH_MODES,
          "the values are below 1.18e-38, the smallest normal float32: one library flushes them to 0"
              + " (TensorFlow does) and another does not");

  private static final Explanation EPSILON =
      new Explanation(
          LedgerRow.MATH_MODES,
          "epsilon is below 1.18e-38, the smallest normal float32: one library flushes it to 0"
              + " (TensorFlow does) and another does not");

  private Flushing() {}

  /** The explanation, or {@code null} where numbers are of normal size. */
  static Explanation of(Blame blame, Observation observed, Experiment experiment) {
    if (blame.worst() < 0 || blame.place().stage().compareTo(Stage.ACTIVATION) < 0) {
      return null;
    }
    double actual = blame.actual().value(blame.worst());
    double expected = blame.expectedThere();
    if (actual != expected && isBelow(actual) && isBelow(expected)) {
      return VALUES;
    }
    if (blame.place().stage() == Stage.UPDATED_PARAMETERS
        && experiment.optimizer() instanceof Optimizer.Adam adam
        && adam.epsilon() > 0
        && isBelow(adam.epsilon())) {
      return EPSILON;
    }
    return actual == 0 && entered(blame.place(), observed.trace()) ? VALUES : null;
  }

  /** Whether all that entered an operation is too small to be kept, and is not 0. */
  private static boolean entered(Place place, Trace trace) {
    if (place.node() == null) {
      return false;
    }
    return switch (place.stage()) {
      case ACTIVATION -> isTiny(Magnitude.largestInput(place.node(), trace));
      case PARAMETER_GRADIENT ->
          isTiny(Magnitude.largestInput(place.node(), trace))
              || isTiny(Magnitude.largestGradient(place.node(), trace));
      default -> isTiny(Magnitude.largestGradient(place.node(), trace));
    };
  }

  private static boolean isTiny(double largest) {
    return largest > 0 && isBelow(largest);
  }

  private static boolean isBelow(double value) {
    return Math.abs(value) < LEAST;
  }
}
