// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import io.twingraph.engine.EngineUnavailableException;
import org.opentest4j.TestAbortedException;

/**
 * A parity test is skipped because an engine cannot be had here. The message says which and why.
 */
public final class EngineMissingException extends TestAbortedException {
  private static final long serialVersionUID = 1L;

  EngineMissingException(EngineUnavailableException cause) {
    super(
        "skipped: "
            + cause.getMessage()
            + "\n  where an engine must not be missing, set "
            + EngineRequirement.PARAMETER
            + "=true or "
            + EngineRequirement.VARIABLE
            + "=1",
        cause);
  }
}
