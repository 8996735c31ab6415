// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

/** A native library refused or failed. The message says during what, and keeps the native text. */
public class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure of {@code engine} during {@code action}, with the native text. */
  public EngineException(String engine, String action, String nativeText, Throwable cause) {
    super(engine + " failed during " + action + ": " + nativeText, cause);
  }

  /** A failure whose whole text is given. */
  protected EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
