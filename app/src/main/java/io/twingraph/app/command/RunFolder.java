// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.spec.SpecException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * The folder that a run's results go to. It has a {@code record.json} when a run of it is whole.
 * Unless it is kept, closing it, or the end of this process, takes away what the run has left in
 * it.
 */
final class RunFolder implements AutoCloseable {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final Path path;
  private final boolean made;
  private final Thread onShutdown = new Thread(this::discard, "discard-folder");
  private volatile boolean kept;

  private RunFolder(Path path, boolean made) {
    this.path = path;
    this.made = made;
    Runtime.getRuntime().addShutdownHook(onShutdown);
  }

  /**
   * Makes the folder.
   *
   * @param wanted as the user gave it; {@code null} for a new one under {@code runs}
   * @param title ends the name of a new one
   * @throws SpecException if there is something in it already
   */
  static RunFolder make(Path wanted, String title) throws IOException {
    if (wanted == null) {
      return fresh(
          Path.of("runs"), LocalDateTime.now(ZoneId.systemDefault()).format(TIME) + "-" + title);
    }
    if (Files.isDirectory(wanted)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(wanted)) {
        for (Path entry : entries) {
          throw refusal(wanted, "'" + entry.getFileName() + "' in it");
        }
      }
      return new RunFolder(wanted, false);
    }
    if (Files.exists(wanted)) {
      throw refusal(wanted, "a file");
    }
    return new RunFolder(Files.createDirectories(wanted), true);
  }

  private static SpecException refusal(Path wanted, String got) {
    return SpecException.of(
        "the folder for the results is in use",
        "--out " + wanted,
        "an empty folder, or a name that is free",
        got,
        "give another folder, or move the old results away");
  }

  private static RunFolder fresh(Path parent, String name) throws IOException {
    Files.createDirectories(parent);
    for (int i = 1; ; i++) {
      Path path = parent.resolve(i == 1 ? name : name + "-" + i);
      if (path.toFile().mkdir()) {
        return new RunFolder(path, true);
      }
      if (!Files.exists(path)) {
        throw new IOException("cannot make the folder " + path.toAbsolutePath());
      }
    }
  }

  Path path() {
    return path;
  }

  Path file(String name) {
    return path.resolve(name);
  }

  /**
   * Makes the folder again where somebody has taken it away meanwhile.
   *
   * @throws IOException if that cannot be
   */
  void restore() throws IOException {
    Files.createDirectories(path);
  }

  /** There are results in it. */
  void keep() {
    kept = true;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(onShutdown);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook does it.
      return;
    }
    discard();
  }

  /** Takes away the workers' logs, and the folder if that leaves it empty. */
  private void discard() {
    if (kept) {
      return;
    }
    try {
      delete("worker-*.log");
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
        if (!made || entries.iterator().hasNext()) {
          return;
        }
      }
      Files.delete(path);
    } catch (IOException e) {
      // A folder without record.json is no result, whatever else is in it.
    }
  }

  private void delete(String names) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, names)) {
      for (Path entry : entries) {
        Files.deleteIfExists(entry);
      }
    }
  }
}
