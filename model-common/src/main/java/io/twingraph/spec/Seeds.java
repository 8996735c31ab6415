// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Where chance comes from. Both numbers are keys of {@link Philox}.
 *
 * @param initialization for the initial parameters
 * @param shuffle for the order of the samples; each epoch has a stream of its own
 */
public record Seeds(
    @JsonProperty(required = true) long initialization,
    @JsonProperty(required = true) long shuffle) {
  /** The same number for both. */
  public static Seeds of(long seed) {
    return new Seeds(seed, seed);
  }
}
