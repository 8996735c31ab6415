// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import io.twingraph.error.SpecException;
import java.util.Map;

/** Variables of the environment by which a user asks for another way of running. */
public final class EngineSwitch {
  private EngineSwitch() {}

  /**
   * Whether a way of running is switched on: {@code 1} or {@code true}. It is off with {@code 0},
   * {@code false} or nothing.
   *
   * @param environment of this process
   * @param name of the variable
   * @param meaning of it, for the message: {@code "XLA compiles what TensorFlow runs"}
   * @throws SpecException if it is neither on nor off
   */
  public static boolean isOn(Map<String, String> environment, String name, String meaning) {
    String value = environment.getOrDefault(name, "");
    return switch (value) {
      case "", "0", "false" -> false;
      case "1", "true" -> true;
      default ->
          throw SpecException.of(
              "a switch that is neither on nor off",
              "environment variable " + name + " (" + meaning + ")",
              "1 or true for on; 0, false, or not set, for off",
              "'" + value + "'",
              "set it to 1 or 0, or unset it");
    };
  }
}
