// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.data.FileFailure;
import io.twingraph.run.ClaimedFolder.Writing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A picture whose file an option names. */
final class PictureFile {
  private final Path path;
  private final String option;

  /**
   * A file that is not written yet.
   *
   * @param option that names it, or can
   */
  PictureFile(Path path, String option) {
    this.path = path;
    this.option = option;
  }

  /**
   * A folder that is missing is more likely mistyped than meant to be made for one picture.
   *
   * @throws IOException if there is none to put the picture in
   */
  void checkFolder() throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw notWritten(Files.exists(folder) ? "no folder there" : "no such folder", null);
    }
  }

  /**
   * Writes it.
   *
   * @throws IOException if it cannot be written, with the reason and what to do
   */
  void write(Writing writing) throws IOException {
    try {
      writing.run();
    } catch (IOException e) {
      throw notWritten(FileFailure.reason(e), e);
    }
  }

  private IOException notWritten(String reason, IOException cause) {
    return new IOException(
        "the picture cannot be written: "
            + path
            + " ("
            + reason
            + "); give another file with "
            + option,
        cause);
  }
}
