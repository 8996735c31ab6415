// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What a step consists of, in the order in which a difference can enter. A stage is to blame if
 * what entered it agrees and what left it does not.
 */
public enum Stage {
  /** The images and labels that the engine says it was given. */
  BATCH,
  /** The parameters before the first step. */
  INITIAL_PARAMETERS,
  /** The output of a layer, and the value before its activation function. */
  ACTIVATION,
  /** The mean loss of the batch, of a trace and of the step itself. */
  LOSS,
  /** The derivative of the loss by the logits. */
  LOSS_GRADIENT,
  /** The derivative of the loss by what entered a layer. */
  ACTIVATION_GRADIENT,
  /** The derivative of the loss by a kernel or bias. */
  PARAMETER_GRADIENT,
  /** What the optimizer remembers after the update. */
  OPTIMIZER_STATE,
  /** The parameters after the update, given what the optimizer remembers. */
  UPDATED_PARAMETERS,
  /** Loss and predictions of an evaluation, which must move nothing. */
  METRIC;

  /** In words: {@code "parameter gradient"}. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
