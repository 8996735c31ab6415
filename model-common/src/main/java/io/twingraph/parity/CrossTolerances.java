// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.Tolerance;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.Trace;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How far two engines may be apart at each place of a step that both began in the same state. */
final class CrossTolerances {
  private static final double U = 0x1p-24;

  private final Experiment experiment;
  private final Map<String, Double> roundingUpTo = new HashMap<>();
  private final Map<String, Operation> byLayer = new HashMap<>();
  private final String logits;

  CrossTolerances(Experiment experiment) {
    this.experiment = experiment;
    List<Operation> operations = Operation.of(experiment.network());
    double sum = 0;
    for (Operation operation : operations) {
      sum += operation.copiesForward() ? 0 : StageTolerances.rounding(operation.forwardTerms());
      roundingUpTo.put(operation.output(), sum);
      if (operation.hasParameters()) {
        byLayer.put(operation.layer(), operation);
      }
    }
    this.logits = operations.get(operations.size() - 1).output();
  }

  /**
   * The tolerance at a place.
   *
   * @param a the first engine's tensor there
   * @param trace the first engine's trace
   * @param step 1 for the first update
   */
  Tolerance at(Place place, HostTensor a, Trace trace, long step) {
    return switch (place.stage()) {
      case BATCH, INITIAL_PARAMETERS -> Tolerance.bitExact();
      case ACTIVATION -> activation(place.tensor(), a);
      case LOSS, METRIC -> Tolerance.loss();
      case LOSS_GRADIENT -> StageTolerances.gradient(1, a.largestMagnitude());
      case ACTIVATION_GRADIENT ->
          StageTolerances.gradient(place.operation().backwardTerms(), a.largestMagnitude());
      case PARAMETER_GRADIENT -> gradient(place, trace);
      case OPTIMIZER_STATE -> slot(place, trace);
      case UPDATED_PARAMETERS -> updated(place, trace, step);
    };
  }

  private Tolerance activation(String name, HostTensor a) {
    double rounding = roundingUpTo.get(name);
    return StageTolerances.activation(
        name.equals(logits) ? Math.max(rounding, Tolerance.logits().relative()) : rounding, a);
  }

  /** The tolerance of the gradient of the parameter that a place belongs to. */
  private Tolerance gradient(Place place, Trace trace) {
    long terms = byLayer.get(place.layer()).parameterTerms(trace.labels().size());
    return StageTolerances.gradient(terms, largestGradient(place, trace));
  }

  private static double largestGradient(Place place, Trace trace) {
    String kind = place.tensor().contains("/kernel") ? "/kernel" : "/bias";
    return trace.gradients().get(place.layer() + kind).largestMagnitude();
  }

  /** A slot is as near as its gradients, and Adam's factors are rounded to float32. */
  private Tolerance slot(Place place, Trace trace) {
    Tolerance gradient = gradient(place, trace);
    if (experiment.optimizer() instanceof Optimizer.Adam adam) {
      boolean square = place.tensor().endsWith("/v");
      double beta = square ? adam.beta2() : adam.beta1();
      double largest = largestGradient(place, trace);
      double absolute = gradient.absolute() * (1 - beta) * (square ? 2 * largest : 1);
      return new Tolerance(
          absolute, 2 * gradient.relative() + 4 * U / (1 - beta), "Adam's slot, as its gradient");
    }
    return new Tolerance(gradient.absolute(), gradient.relative(), "velocity, as its gradient");
  }

  private Tolerance updated(Place place, Trace trace, long step) {
    double rate = experiment.learningRateAt(step);
    if (experiment.optimizer() instanceof Optimizer.Adam) {
      // Adam divides by the gradient's own size, so that its rounding is a part of the rate.
      return new Tolerance(0.02 * rate, 1e-6, "0.02 of the learning rate after a step of Adam");
    }
    Tolerance gradient = gradient(place, trace);
    double largest = largestGradient(place, trace);
    Optimizer.Sgd sgd = (Optimizer.Sgd) experiment.optimizer();
    double times = sgd.nesterov() ? 1 + sgd.momentum() : 1;
    return Tolerance.parametersAfterStep(
        rate, times * (gradient.absolute() + gradient.relative() * largest));
  }
}
