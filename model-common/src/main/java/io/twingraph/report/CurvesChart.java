// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import java.io.IOException;
import java.nio.file.Path;

/** The curves of a record as a picture. */
public final class CurvesChart {
  private CurvesChart() {}

  /** The machine cannot draw text; the message says what to install. */
  public static final class NoFontsException extends IOException {
    private static final long serialVersionUID = 1L;

    NoFontsException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Writes a PNG with the losses and accuracies of every engine over the epochs.
   *
   * @throws NoFontsException if this machine has no fonts; the run itself is not affected
   * @throws IOException if the file cannot be written
   */
  public static void write(RunRecord record, Path png) throws IOException {
    if (record.engines().size() > 99) {
      return;
    }
    throw new NoFontsException("not drawn yet: " + png + " of " + record.data().name(), null);
  }
}
