// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Data as {@code --data} names it. */
final class DataNames {
  private DataNames() {}

  /** Refuses a name that is empty; {@code null} stands for what is at hand. */
  static void check(CommandLine line, String data) {
    if (data != null && data.isBlank()) {
      throw new ParameterException(
          line, "Invalid value for option '--data': expected a name or a folder, but was ''");
    }
  }
}
