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
  /**
   * The engines are further apart than the caller tolerates, and not further than this project
   * does: {@link ParityReport#excess}.
   */
  BEYOND_THE_GIVEN_TOLERANCE,
  /**
   * Values are NaN or infinite, and no engine is to blame: {@link ParityReport#notFinite}. NaN is
   * equal to nothing, so that nothing has been shown.
   */
  NOTHING_CAN_BE_JUDGED,
  /** At least one engine does something else than the experiment says. */
  DIFFERENT_MEANING;

  /** Whether the engines were compared to the end and mean the same. */
  public boolean isAgreement() {
    return this == IDENTICAL || this == ROUNDING_ONLY;
  }

  /** In words: {@code "rounding only"}. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
