// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What happens between two steps. */
public enum ParityMode {
  /**
   * After each step the second engine, and the reference, get the first one's parameters and state.
   * Each step is then measured by itself.
   */
  RESYNC,
  /** Each engine goes on from its own state: differences grow as they would in a training run. */
  FREE;

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
