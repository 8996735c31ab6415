// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import io.twingraph.parity.ParityReport;
import java.nio.file.Path;
import java.util.Optional;
import org.opentest4j.AssertionFailedError;

/**
 * Two engines do not do the same thing, or could not be compared. The message has the divergence,
 * the folder with the artifacts, and what to run again.
 */
public final class ParityFailure extends AssertionFailedError {
  private static final long serialVersionUID = 1L;

  private final transient ParityReport report;
  private final transient Path artifacts;

  ParityFailure(String message, ParityReport report, Path artifacts, Throwable cause) {
    super(message, cause);
    this.report = report;
    this.artifacts = artifacts;
  }

  /** What was found; empty if the comparison itself failed. */
  public Optional<ParityReport> report() {
    return Optional.ofNullable(report);
  }

  /** The folder with the artifacts of this failure. */
  public Path artifacts() {
    return artifacts;
  }
}
