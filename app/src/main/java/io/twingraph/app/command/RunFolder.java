// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.error.SpecException;
import io.twingraph.run.ClaimedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * The folder that a run's results go to, and no other run's. It has a {@code record.json} (or what
 * the command writes in its place) when one of them is whole. Unless it is kept, closing it, or the
 * end of this process, takes away what the run has left in it.
 */
final class RunFolder implements AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
  private static final ClaimedFolder.Purpose PURPOSE =
      new ClaimedFolder.Purpose(
          "the folder for the results", "results", "--out", List.of("worker-*.log", "*.tmp"));

  private final ClaimedFolder folder;
  private Path elsewhere;

  private RunFolder(ClaimedFolder folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder, and claims it.
   *
   * @param wanted as the user gave it; {@code null} for a new one under {@code runs}
   * @param title ends the name of a new one
   * @throws SpecException if there is something in it already, or another run writes there
   * @throws IOException if it cannot be made
   */
  static RunFolder make(Path wanted, String title) throws IOException {
    return new RunFolder(
        wanted == null ? fresh(Path.of("runs"), title) : ClaimedFolder.claim(wanted, PURPOSE));
  }

  /** Under a name that is free; of two runs that try the same one, the second takes the next. */
  private static ClaimedFolder fresh(Path parent, String title) throws IOException {
    String name = LocalDateTime.now(ZoneId.systemDefault()).format(TIME) + "-" + title;
    for (int i = 1; ; i++) {
      Path path = parent.resolve(i == 1 ? name : name + "-" + i);
      if (!Files.exists(path)) {
        try {
          return ClaimedFolder.claim(path, PURPOSE);
        } catch (SpecException e) {
          // Another run was faster: the next name.
        }
      }
    }
  }

  Path path() {
    return folder.path();
  }

  Path file(String name) {
    return folder.path().resolve(name);
  }

  /**
   * Where a worker's log goes: this folder, which is made again if somebody took it away; or one
   * for temporary files if a file has its name now.
   */
  Path forLogs() {
    if (!folder.isGone()) {
      return folder.path();
    }
    try {
      return Files.createDirectories(folder.path());
    } catch (IOException e) {
      return temporary();
    }
  }

  private Path temporary() {
    try {
      elsewhere = elsewhere == null ? Files.createTempDirectory("twingraph-logs") : elsewhere;
      return elsewhere;
    } catch (IOException e) {
      return folder.path(); // a worker without a log is a run that fails, with its reason
    }
  }

  /**
   * Makes the folder again where somebody has taken it away meanwhile.
   *
   * @throws IOException if that cannot be
   */
  void restore() throws IOException {
    Files.createDirectories(folder.path());
  }

  /** There are results in it. */
  void keep() {
    folder.keep();
  }

  @Override
  public void close() {
    folder.close();
  }
}
