// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the training minimises. */
public enum Loss {
  /**
   * Softmax cross-entropy from logits, the softmax fused into the loss: {@code mean over samples of
   * (log(sum over k of exp(z[k])) - z[label])}. The model's last layer therefore gives logits and
   * has no softmax of its own.
   */
  @JsonProperty("softmax_cross_entropy")
  SOFTMAX_CROSS_ENTROPY
}
