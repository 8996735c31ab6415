// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.terminal.Terminal;
import io.twingraph.report.CurvesChart;
import io.twingraph.run.ClaimedFolder.Writing;
import io.twingraph.run.IoReason;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes results that have been printed already: what holds them all must be written, and a picture
 * that cannot be is a note.
 */
final class ResultFiles {
  private final Terminal terminal;
  private final Voice voice;
  private final RunFolder folder;
  private boolean first = true;

  ResultFiles(Terminal terminal, Voice voice, RunFolder folder) {
    this.terminal = terminal;
    this.voice = voice;
    this.folder = folder;
  }

  /**
   * The file without which there are no results; with it the folder is kept.
   *
   * @param stands what has been printed, as in {@code "the verdict above"}
   * @throws IOException if it cannot be written
   */
  void whole(String name, String stands, Writing writing) throws IOException {
    try {
      folder.restore(); // somebody may have tidied up meanwhile
      writing.run();
    } catch (IOException e) {
      throw new IOException(
          "the results cannot be written to "
              + folder.path()
              + ": "
              + IoReason.of(e)
              + "; "
              + stands
              + " stands; give "
              + (IoReason.isFull(e) ? "a folder with more room" : "another folder")
              + " with --out",
          e);
    }
    folder.keep();
    written(name);
  }

  /** A picture of what another file holds, too. */
  void picture(String name, String source, Writing writing) {
    String problem;
    try {
      writing.run();
      written(name);
      return;
    } catch (CurvesChart.NoFontsException e) {
      problem = e.getMessage();
    } catch (IOException e) {
      problem = "it cannot be written (" + IoReason.of(e) + "); " + source + " has what it shows";
    } catch (RuntimeException | LinkageError | InternalError | OutOfMemoryError e) {
      problem = "it cannot be drawn (" + e + "); " + source + " has what it shows";
    }
    terminal.err("twingraph: no " + name + ": " + problem);
  }

  private void written(String name) {
    Path file = folder.file(name);
    voice.labelled(first ? "written" : "", file.toString());
    first = false;
  }
}
