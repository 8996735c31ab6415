// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a lock-step comparison comes to. */
public enum ParityVerdict {
  /** Every bit of every stage of every step is the same. */
  IDENTICAL,
  /** The engines differ by no more than float32 rounding explains. */
  ROUNDING_ONLY,
  /** At least one engine does something else than the experiment says. */
  DIFFERENT_MEANING;

  /** In words: {@code "rounding only"}. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
