// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import io.twingraph.engine.EngineUnavailableException;
import java.util.Map;
import java.util.Optional;

/** Whether a missing engine skips a test or fails it. */
final class EngineRequirement {
  /** Configuration parameter of JUnit, or system property; {@code true} to fail. */
  static final String PARAMETER = "twingraph.parity.require-engines";

  /** Environment variable; {@code 1} or {@code true} to fail. */
  static final String VARIABLE = "TWINGRAPH_REQUIRE_ENGINES";

  private final String by;

  private EngineRequirement(String by) {
    this.by = by;
  }

  /**
   * As JUnit and the environment say. The parameter goes before the variable.
   *
   * @param parameter the value of {@link #PARAMETER}
   */
  static EngineRequirement of(Optional<String> parameter, Map<String, String> environment) {
    if (parameter.isPresent()) {
      String value = parameter.get().strip();
      return new EngineRequirement(value.equalsIgnoreCase("true") ? PARAMETER + "=" + value : null);
    }
    String value = environment.getOrDefault(VARIABLE, "").strip();
    boolean set = value.equals("1") || value.equalsIgnoreCase("true");
    return new EngineRequirement(set ? VARIABLE + "=" + value : null);
  }

  /** Whether a missing engine fails the test. */
  boolean required() {
    return by != null;
  }

  /** The failure's first lines. */
  String message(EngineUnavailableException missing) {
    return "an engine is missing and " + by + " does not allow that\n" + missing.getMessage();
  }
}
