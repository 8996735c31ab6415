// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The optimizer with one step wrong. */
final class FaultyOptimizer extends TorchOptimizer {
  private static final double DECAY = 0.01;
  private static final double LARGEST_NORM = 0.02;

  private final PlantedFault fault;
  private final Experiment experiment;
  private final Map<String, Tensor> parameters;

  FaultyOptimizer(PlantedFault fault, Experiment experiment, Map<String, Tensor> parameters) {
    super(experiment, parameters);
    this.fault = fault;
    this.experiment = experiment;
    this.parameters = parameters;
  }

  @Override
  void update(String name, Tensor gradient) {
    switch (fault) {
      case STALE_PARAMETER -> {
        if (!isStale(name)) {
          super.update(name, gradient);
        }
      }
      case WEIGHT_DECAY ->
          super.update(name, gradient.add(parameters.get(name), new Scalar(DECAY)));
      case GRADIENT_CLIPPED -> {
        double factor = Math.min(1, LARGEST_NORM / gradient.norm().item_float());
        super.update(name, gradient.mul(new Scalar(factor)));
      }
      default -> super.update(name, gradient);
    }
  }

  /** A fault that looks at a gradient needs it written out. */
  @Override
  void updateByProduct(String name, Tensor input, Tensor outputGradient) {
    switch (fault) {
      case STALE_PARAMETER -> {
        if (!isStale(name)) {
          super.updateByProduct(name, input, outputGradient);
        }
      }
      case WEIGHT_DECAY, GRADIENT_CLIPPED -> update(name, input.t().mm(outputGradient));
      default -> super.updateByProduct(name, input, outputGradient);
    }
  }

  /** In one piece, so that the faults above are those of large kernels too. */
  @Override
  Tensor updateInBlocks(String name, Tensor input, Tensor outputGradient, boolean wanted) {
    Tensor gradient = wanted ? outputGradient.mm(parameters.get(name).t()) : null;
    updateByProduct(name, input, outputGradient);
    return gradient;
  }

  private boolean isStale(String name) {
    return name.equals(fault.layer() + "/kernel");
  }

  @Override
  double rate() {
    return switch (fault) {
      case LEARNING_RATE_OFF -> super.rate() * (1 + 1e-4);
      case SCHEDULE_ONE_STEP_EARLY -> experiment.learningRateAt(steps() + 2);
      case STUCK_BIAS_CORRECTION -> {
        double beta1 = ((Optimizer.Adam) experiment.optimizer()).beta1();
        yield super.rate() * (1 - Math.pow(beta1, steps() + 1.0)) / (1 - beta1);
      }
      default -> super.rate();
    };
  }

  @Override
  void sgd(Optimizer.Sgd sgd, String name, Tensor parameter, Tensor gradient) {
    switch (fault) {
      case KERAS_MOMENTUM -> {
        // Keras keeps lr * v; where lr changes, what it keeps is not scaled with it.
        double before = experiment.learningRateAt(Math.max(1, steps()));
        double kept = sgd.momentum() * before / rate();
        super.sgd(new Optimizer.Sgd(kept, sgd.nesterov()), name, parameter, gradient);
      }
      case DAMPENED_MOMENTUM ->
          super.sgd(sgd, name, parameter, gradient.mul(new Scalar(1 - sgd.momentum())));
      case NESTEROV_AS_PLAIN_MOMENTUM ->
          super.sgd(new Optimizer.Sgd(sgd.momentum(), false), name, parameter, gradient);
      case FORGOTTEN_VELOCITY -> {
        super.sgd(sgd, name, parameter, gradient);
        if (name.equals(fault.layer() + "/kernel")) {
          slot(name + "/velocity").zero_();
        }
      }
      default -> super.sgd(sgd, name, parameter, gradient);
    }
  }

  @Override
  void adam(Optimizer.Adam adam, String name, Tensor parameter, Tensor gradient) {
    if (fault == PlantedFault.EPSILON_HAT) {
      double correction = Math.sqrt(1 - Math.pow(adam.beta2(), steps() + 1.0));
      Optimizer.Adam hat =
          new Optimizer.Adam(adam.beta1(), adam.beta2(), adam.epsilon() / correction);
      super.adam(hat, name, parameter, gradient);
    } else {
      super.adam(adam, name, parameter, gradient);
    }
  }
}
