// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.Tolerance;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.Trace;
import io.twingraph.graph.Graph;
import io.twingraph.graph.Node;
import io.twingraph.op.Elementwise;
import io.twingraph.op.ParameterSlot;
import io.twingraph.op.Rounding;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import java.util.HashMap;
import java.util.Map;

/** How far two engines may be apart at each place of a step that both began in the same state. */
final class CrossTolerances {
  private static final double U = 0x1p-24;

  private final Experiment experiment;
  private final Map<String, Double> roundingUpTo = new HashMap<>();
  private final Map<String, Node> byParameter = new HashMap<>();
  private final Map<String, Node> producers;
  private final String logits;

  CrossTolerances(Experiment experiment) {
    this.experiment = experiment;
    Graph graph = experiment.graph();
    this.producers = graph.producers();
    this.logits = graph.logits().name();
    for (Node node : graph.nodes()) {
      double before =
          node.inputs().stream()
              .mapToDouble(input -> roundingUpTo.getOrDefault(input.name(), 0.0))
              .max()
              .orElse(0);
      Rounding own = node.forward();
      double sum = before + (own.isExact() ? 0 : StageTolerances.rounding(own.terms()));
      node.outputs().forEach(output -> roundingUpTo.put(output.name(), sum));
      node.parameters().forEach(parameter -> byParameter.put(parameter.name(), node));
    }
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
      case ACTIVATION -> activation(place.tensor(), trace);
      case LOSS, METRIC -> Tolerance.loss();
      case LOSS_GRADIENT -> StageTolerances.gradient(1, fromLogits(trace), a.largestMagnitude());
      case ACTIVATION_GRADIENT ->
          StageTolerances.gradient(
              place.rounding().terms(), fromLogits(trace), a.largestMagnitude());
      case PARAMETER_GRADIENT -> gradient(place, trace);
      case OPTIMIZER_STATE -> slot(place, trace);
      case UPDATED_PARAMETERS -> updated(place, trace, step);
    };
  }

  /** A gelu of very negative values is all that is left of a difference of larger ones. */
  private Tolerance activation(String value, Trace trace) {
    Node node = producers.get(value);
    double size = trace.activations().get(value).largestMagnitude();
    if (node.op() instanceof Elementwise || node.forward().isNormalisation()) {
      size = Math.max(size, Magnitude.magnifiedInput(node, trace));
    }
    double rounding = roundingUpTo.get(value);
    return StageTolerances.activation(
        value.equals(logits) ? Math.max(rounding, Tolerance.logits().relative()) : rounding, size);
  }

  /**
   * How far apart the loss gradients may be, as a part of the largest of them: half of what the
   * logits are, and a softmax's rounding, over the samples. Near 0, where a sample is as good as
   * right, that is a large part.
   */
  private double fromLogits(Trace trace) {
    double apart = activation(logits, trace).absolute();
    double samples = trace.labels().size();
    double largest = trace.activationGradients().get(logits).largestMagnitude();
    return largest == 0 ? 0 : (apart / 2 + 4 * U) / samples / largest;
  }

  /** The tolerance of the gradient of the parameter that a place belongs to. */
  private Tolerance gradient(Place place, Trace trace) {
    String parameter = parameter(place);
    Node node = byParameter.get(parameter);
    double input =
        node.inputs().stream().mapToDouble(value -> inherited(value.name(), trace)).max().orElse(0);
    ParameterSlot slot =
        node.parameters().stream()
            .filter(one -> one.name().equals(parameter))
            .findFirst()
            .orElseThrow()
            .slot();
    return StageTolerances.gradient(
        slot.uses() * trace.labels().size(),
        Math.max(fromLogits(trace), input),
        largestGradient(place, trace));
  }

  /** How far apart a value may be already, as a part of the largest of it. */
  private double inherited(String value, Trace trace) {
    double largest = trace.activations().get(value).largestMagnitude();
    return largest == 0 || !producers.containsKey(value)
        ? 0
        : activation(value, trace).absolute() / largest;
  }

  /** The parameter that a place belongs to: itself, or the one that a slot is kept for. */
  private String parameter(Place place) {
    String tensor = place.tensor();
    return byParameter.containsKey(tensor) ? tensor : tensor.substring(0, tensor.lastIndexOf('/'));
  }

  private double largestGradient(Place place, Trace trace) {
    return trace.gradients().get(parameter(place)).largestMagnitude();
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
