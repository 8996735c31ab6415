// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * How a parameter {@code p} moves along its gradient {@code g} at learning rate {@code lr} (which
 * is part of the {@link Experiment}).
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Optimizer.Sgd.class, name = "sgd"),
  @JsonSubTypes.Type(value = Optimizer.Adam.class, name = "adam")
})
public sealed interface Optimizer permits Optimizer.Sgd, Optimizer.Adam {

  /** Plain gradient descent: {@code p -= lr * g}. */
  static Sgd sgd() {
    return new Sgd(0, false);
  }

  /** Adam with the usual constants: 0.9, 0.999, 1e-8. */
  static Adam adam() {
    return new Adam(null, null, null);
  }

  /**
   * Gradient descent, with momentum where {@code momentum > 0}: {@code v = momentum * v + g; p -=
   * lr * v}, or with Nesterov {@code p -= lr * (g + momentum * v)}. The form of {@code
   * torch.optim.SGD} (dampening 0) and of TensorFlow's {@code ResourceApplyMomentum}; {@code v}
   * starts at 0.
   *
   * @param momentum 0 or more, below 1
   * @param nesterov needs a momentum above 0
   */
  record Sgd(double momentum, boolean nesterov) implements Optimizer {
    @JsonCreator
    static Sgd fromFile(
        @JsonProperty("momentum") Double momentum, @JsonProperty("nesterov") Boolean nesterov) {
      return new Sgd(momentum == null ? 0 : momentum, nesterov != null && nesterov);
    }
  }

  /**
   * Adam (Kingma and Ba 2015, algorithm 1): {@code m = beta1 m + (1-beta1) g; v = beta2 v +
   * (1-beta2) g^2; p -= lr * (m / (1-beta1^t)) / (sqrt(v / (1-beta2^t)) + epsilon)} with {@code t =
   * 1} at the first step. Epsilon is added to the corrected root, as in the paper's algorithm and
   * in PyTorch; not the "epsilon hat" of TensorFlow's kernel.
   *
   * @param beta1 in [0, 1); {@code null} means 0.9
   * @param beta2 in [0, 1); {@code null} means 0.999
   * @param epsilon above 0; {@code null} means 1e-8
   */
  record Adam(Double beta1, Double beta2, Double epsilon) implements Optimizer {
    public Adam {
      beta1 = beta1 == null ? Double.valueOf(0.9) : beta1;
      beta2 = beta2 == null ? Double.valueOf(0.999) : beta2;
      epsilon = epsilon == null ? Double.valueOf(1e-8) : epsilon;
    }
  }
}
