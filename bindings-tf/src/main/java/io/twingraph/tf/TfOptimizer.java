// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;

import io.twingraph.engine.BoundaryChecks;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.internal.c_api.TF_Operation;

/**
 * The optimizer as operations of the graph: its slots, and one update for each parameter or part of
 * one.
 *
 * <p>No update finds its variable still read by the backward pass, which would make TensorFlow copy
 * the variable first. A part of a kernel is moved as soon as its gradient is there and it has been
 * read ({@link TfKernelParts}); everything else waits for every gradient.
 */
final class TfOptimizer {
  private final Experiment experiment;
  private final Map<String, TfVariable> slots = new LinkedHashMap<>();
  private final List<TfGraph.Value> scalars = new ArrayList<>();
  private final List<TF_Operation> updates = new ArrayList<>();

  private TfOptimizer(Experiment experiment) {
    this.experiment = experiment;
  }

  /**
   * Adds slots and updates to the graph.
   *
   * @param gradients by parameter name
   */
  static TfOptimizer add(
      TfGraph graph,
      Experiment experiment,
      List<TfVariable> parameters,
      Map<String, TfGraph.Value> gradients) {
    TfOptimizer lowered = new TfOptimizer(experiment);
    BoundaryChecks.slotShapes(experiment)
        .forEach((name, shape) -> lowered.slots.put(name, TfVariable.add(graph, name, shape)));
    TfGraph.Builder barrier = graph.operation("NoOp", "optimizer/all_gradients");
    parameters.stream()
        .flatMap(TfVariable::stored)
        .forEach(variable -> barrier.after(gradients.get(variable.name()).operation()));
    TF_Operation ready = barrier.done();
    if (experiment.optimizer() instanceof Optimizer.Adam adam) {
      lowered.adam(graph, adam, parameters, gradients, ready);
    } else if (experiment.optimizer() instanceof Optimizer.Sgd sgd) {
      lowered.sgd(graph, sgd, parameters, gradients, ready);
    }
    return lowered;
  }

  private void sgd(
      TfGraph graph,
      Optimizer.Sgd sgd,
      List<TfVariable> parameters,
      Map<String, TfGraph.Value> gradients,
      TF_Operation ready) {
    TfGraph.Value rate = graph.placeholder("optimizer/rate", TF_FLOAT);
    scalars.add(rate);
    boolean plain = sgd.momentum() == 0;
    TfGraph.Value momentum =
        plain ? null : graph.constant("optimizer/momentum", new float[] {(float) sgd.momentum()});
    for (TfVariable parameter : parameters) {
      if (!parameter.parts().isEmpty()) {
        parts(graph, rate, parameter, gradients);
        continue;
      }
      TfGraph.Value gradient = gradients.get(parameter.name());
      String path = "optimizer/" + parameter.name();
      TfGraph.Builder update;
      if (plain) {
        update =
            graph
                .operation("ResourceApplyGradientDescent", path)
                .inputs(parameter.handle(), rate, gradient);
      } else {
        TfVariable velocity = slots.get(parameter.name() + "/velocity");
        update =
            graph
                .operation("ResourceApplyMomentum", path)
                .inputs(parameter.handle(), velocity.handle(), rate, gradient, momentum)
                .flag("use_nesterov", sgd.nesterov());
      }
      updates.add(update.type("T", TF_FLOAT).after(ready).done());
    }
  }

  /** A part's gradient needs its forward read only; the input's gradient, if any, reads it last. */
  private void parts(
      TfGraph graph,
      TfGraph.Value rate,
      TfVariable parameter,
      Map<String, TfGraph.Value> gradients) {
    for (TfVariable part : parameter.parts()) {
      TfGraph.Value gradient = gradients.get(part.name());
      TfGraph.Value lastRead = gradients.getOrDefault(TfKernelParts.input(part), gradient);
      updates.add(
          graph
              .operation("ResourceApplyGradientDescent", "optimizer/" + part.name())
              .inputs(part.handle(), rate, gradient)
              .type("T", TF_FLOAT)
              .after(lastRead.operation())
              .done());
    }
  }

  /**
   * TensorFlow's kernel computes {@code p -= alpha * m / (sqrt(v) + e)} with {@code alpha = rate *
   * sqrt(1 - power2) / (1 - power1)}, its "epsilon hat" form. With both powers 0, and rate and
   * epsilon of the step worked out in Java ({@link #scalars(long)}), that is the canonical form:
   * multiply numerator and denominator of {@code (m / c1) / (sqrt(v / c2) + eps)} by {@code
   * sqrt(c2)}.
   */
  private void adam(
      TfGraph graph,
      Optimizer.Adam adam,
      List<TfVariable> parameters,
      Map<String, TfGraph.Value> gradients,
      TF_Operation ready) {
    TfGraph.Value rate = graph.placeholder("optimizer/rate", TF_FLOAT);
    TfGraph.Value epsilon = graph.placeholder("optimizer/epsilon", TF_FLOAT);
    scalars.add(rate);
    scalars.add(epsilon);
    TfGraph.Value noPower = graph.constant("optimizer/no_power", new float[] {0});
    TfGraph.Value beta1 =
        graph.constant("optimizer/beta1", new float[] {adam.beta1().floatValue()});
    TfGraph.Value beta2 =
        graph.constant("optimizer/beta2", new float[] {adam.beta2().floatValue()});
    for (TfVariable parameter : parameters) {
      updates.add(
          graph
              .operation("ResourceApplyAdam", "optimizer/" + parameter.name())
              .inputs(
                  parameter.handle(),
                  slots.get(parameter.name() + "/m").handle(),
                  slots.get(parameter.name() + "/v").handle(),
                  noPower,
                  noPower,
                  rate,
                  beta1,
                  beta2,
                  epsilon,
                  gradients.get(parameter.name()))
              .type("T", TF_FLOAT)
              .after(ready)
              .done());
    }
  }

  /** What the optimizer remembers between steps, in the canonical order. */
  List<TfVariable> slots() {
    return List.copyOf(slots.values());
  }

  /** Placeholders for numbers that change from step to step. */
  List<TfGraph.Value> scalars() {
    return scalars;
  }

  /**
   * The numbers for {@link #scalars()} at a step.
   *
   * @param t number of the step, 1 for the first
   */
  float[] scalars(long t) {
    double rate = experiment.learningRateAt(t);
    if (!(experiment.optimizer() instanceof Optimizer.Adam adam)) {
      return new float[] {(float) rate};
    }
    // The kernel's decay rates are float32; corrected with the same numbers, no bias remains.
    double correction1 = 1 - Math.pow(adam.beta1().floatValue(), (double) t);
    double correction2 = Math.sqrt(1 - Math.pow(adam.beta2().floatValue(), (double) t));
    return new float[] {
      (float) (rate * correction2 / correction1), (float) (adam.epsilon() * correction2)
    };
  }

  /** The operations that move the parameters, one for each or for each part of one. */
  List<TF_Operation> updates() {
    return updates;
  }
}
