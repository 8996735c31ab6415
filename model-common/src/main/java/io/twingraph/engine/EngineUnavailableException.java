// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

/** An engine or a device that cannot be had here: a library, a driver or an artifact is missing. */
public final class EngineUnavailableException extends EngineException {
  private static final long serialVersionUID = 1L;

  /**
   * A refusal with what to do.
   *
   * @param engine the engine's name
   * @param wanted what was asked for: {@code "device cuda:0"}, {@code "the engine"}
   * @param missing which library, driver or artifact is missing
   * @param hint how to get it
   */
  public EngineUnavailableException(
      String engine, String wanted, String missing, String hint, Throwable cause) {
    super(
        engine
            + ": "
            + wanted
            + " is not available\n  missing: "
            + missing
            + "\n  to do:   "
            + hint,
        cause);
  }
}
