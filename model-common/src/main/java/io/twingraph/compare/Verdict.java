// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a comparison of runs comes to. */
public enum Verdict {
  /** Same experiment, same start, and every rule of {@link RunComparison} holds. */
  @JsonProperty("agree")
  AGREE,
  /** Same experiment, and a rule of {@link RunComparison} does not hold. */
  @JsonProperty("disagree")
  DISAGREE,
  /** The engines were given different experiments: nothing about the engines follows. */
  @JsonProperty("different_experiments")
  DIFFERENT_EXPERIMENTS,
  /** A run is missing or ended early. */
  @JsonProperty("incomplete")
  INCOMPLETE
}
