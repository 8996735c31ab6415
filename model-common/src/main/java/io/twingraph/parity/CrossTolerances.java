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
  private final Map<String, Operation> byOutput = new HashMap<>();
  private final Operation last;

  CrossTolerances(Experiment experiment) {
    this.experiment = experiment;
    List<Operation> operations = Operation.of(experiment.network());
    double sum = 0;
    for (Operation operation : operations) {
      sum += operation.copiesForward() ? 0 : StageTolerances.rounding(operation.forwardTerms());
      roundingUpTo.put(operation.output(), sum);
      byOutput.put(operation.output(), operation);
      if (operation.hasParameters()) {
        byLayer.put(operation.layer(), operation);
      }
    }
    this.last = operations.get(operations.size() - 1);
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
      case ACTIVATION -> activation(place.operation(), trace);
      case LOSS, METRIC -> Tolerance.loss();
      case LOSS_GRADIENT -> StageTolerances.gradient(1, fromLogits(trace), a.largestMagnitude());
      case ACTIVATION_GRADIENT ->
          StageTolerances.gradient(
              place.operation().backwardTerms(), fromLogits(trace), a.largestMagnitude());
      case PARAMETER_GRADIENT -> gradient(place, trace);
      case OPTIMIZER_STATE -> slot(place, trace);
      case UPDATED_PARAMETERS -> updated(place, trace, step);
    };
  }

  /** A gelu of very negative values is all that is left of a difference of larger ones. */
  private Tolerance activation(Operation operation, Trace trace) {
    HostTensor out = trace.activations().get(operation.output());
    double size = out.largestMagnitude();
    if (operation.function() != null) {
      size = Math.max(size, trace.activations().get(operation.input()).largestMagnitude());
    }
    double rounding = roundingUpTo.get(operation.output());
    return StageTolerances.activation(
        operation.output().equals(last.output())
            ? Math.max(rounding, Tolerance.logits().relative())
            : rounding,
        size);
  }

  /**
   * How far apart the loss gradients may be, as a part of the largest of them: half of what the
   * logits are, and a softmax's rounding, over the samples. Near 0, where a sample is as good as
   * right, that is a large part.
   */
  private double fromLogits(Trace trace) {
    double logits = activation(last, trace).absolute();
    double samples = trace.labels().size();
    double largest = trace.activationGradients().get(last.output()).largestMagnitude();
    return largest == 0 ? 0 : (logits / 2 + 4 * U) / samples / largest;
  }

  /** The tolerance of the gradient of the parameter that a place belongs to. */
  private Tolerance gradient(Place place, Trace trace) {
    Operation operation = byLayer.get(place.layer());
    double largest = trace.activations().get(operation.input()).largestMagnitude();
    Operation before = byOutput.get(operation.input());
    double input =
        before == null || largest == 0 ? 0 : activation(before, trace).absolute() / largest;
    return StageTolerances.gradient(
        operation.parameterTerms(trace.labels().size()),
        Math.max(fromLogits(trace), input),
        largestGradient(place, trace));
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
