// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import java.util.Optional;

/**
 * The exit status of a process that ended before it was expected to, and what it means.
 *
 * @param code as the operating system tells it; above 128 it is 128 and a signal's number
 */
public record ExitStatus(int code) {
  private static final int SIGNALLED = 128;
  private static final int SIGHUP = 1;
  private static final int SIGINT = 2;
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;

  /** The signal that ended the process; empty if none did. */
  public Optional<String> signal() {
    if (code <= SIGNALLED) {
      return Optional.empty();
    }
    return Optional.of(
        switch (code - SIGNALLED) {
          case SIGHUP -> "SIGHUP";
          case SIGINT -> "SIGINT";
          case 4 -> "SIGILL";
          case 6 -> "SIGABRT";
          case 7 -> "SIGBUS";
          case 8 -> "SIGFPE";
          case SIGKILL -> "SIGKILL";
          case 11 -> "SIGSEGV";
          case SIGTERM -> "SIGTERM";
          default -> "signal " + (code - SIGNALLED);
        });
  }

  /**
   * Whether the process was asked to end: by Ctrl-C, which its parent hears as well, or by somebody
   * who meant this process alone.
   */
  public boolean askedToStop() {
    int signal = code - SIGNALLED;
    return signal == SIGHUP || signal == SIGINT || signal == SIGTERM;
  }

  /**
   * A clause about the process.
   *
   * @param before what it should have come to: {@code "its work was done"}
   */
  public String words(String before) {
    if (askedToStop()) {
      return "was stopped from outside ("
          + signal().orElseThrow()
          + "), as a guard of the memory or an administrator does";
    }
    if (code == SIGNALLED + SIGKILL) {
      return "was killed (SIGKILL), which is what Linux does when memory runs out";
    }
    return signal()
        .map(name -> "crashed with " + name)
        .orElse("exited with status " + code + " before " + before);
  }
}
