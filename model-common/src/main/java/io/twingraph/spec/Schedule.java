// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How the learning rate of an {@link Experiment} changes from step to step. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Schedule.Constant.class, name = "constant"),
  @JsonSubTypes.Type(value = Schedule.StepDecay.class, name = "step_decay")
})
public sealed interface Schedule permits Schedule.Constant, Schedule.StepDecay {

  /** The same rate at every step. */
  static Constant constant() {
    return new Constant();
  }

  /** A rate that is multiplied by {@code factor} after every {@code every} steps. */
  static StepDecay stepDecay(int every, double factor) {
    return new StepDecay(every, factor);
  }

  /**
   * What the experiment's learning rate is multiplied by at a step.
   *
   * @param step 1 for the first update
   */
  double factor(long step);

  /** See {@link Schedule#constant}. */
  record Constant() implements Schedule {
    @Override
    public double factor(long step) {
      return 1;
    }
  }

  /**
   * {@code factor ^ floor((step - 1) / every)}: the first {@code every} steps run at the
   * experiment's rate. The form of {@code torch.optim.lr_scheduler.StepLR}, counted in steps.
   *
   * @param every steps between two changes, at least 1
   * @param factor above 0
   */
  record StepDecay(
      @JsonProperty(required = true) int every, @JsonProperty(required = true) double factor)
      implements Schedule {
    @Override
    public double factor(long step) {
      long changes = (step - 1) / every;
      return Math.pow(factor, (double) changes);
    }
  }
}
