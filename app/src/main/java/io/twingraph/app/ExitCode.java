// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

/** What the command's exit status means. */
public final class ExitCode {
  /** Everything that was asked for was done. */
  public static final int FINE = 0;

  /** Both runs are complete and the engines disagree. */
  public static final int DISAGREE = 1;

  /** A wrong option, or an experiment that cannot be run as declared. */
  public static final int USAGE = 2;

  /**
   * No result: data or an engine is not available, an engine crashed, a run ended early, or the
   * output could not be written.
   */
  public static final int NOT_AVAILABLE = 3;

  /** A mistake in Twingraph itself. */
  public static final int INTERNAL = 70;

  /** Stopped by Ctrl-C. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
