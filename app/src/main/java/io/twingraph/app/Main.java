// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import io.twingraph.app.command.Twingraph;
import io.twingraph.app.terminal.Terminal;

/** The entry point. */
public final class Main {
  private Main() {}

  /** Runs the command and exits with its {@link ExitCode}. */
  public static void main(String[] args) {
    int code = ExitCode.INTERNAL; // what the JVM makes of an error, 1, means something else here
    try {
      code = Twingraph.run(Terminal.system(), args);
    } finally {
      // Native libraries of engines in this process may have left threads behind.
      System.exit(code);
    }
  }
}
