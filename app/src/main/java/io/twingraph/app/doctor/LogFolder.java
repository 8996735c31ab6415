// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder for what engines print while they are tried. It is taken away when it is closed or this
 * process ends, unless something in it is worth reading.
 */
final class LogFolder implements AutoCloseable {
  private final Path path;
  private final Thread onShutdown = new Thread(this::delete, "delete-logs");
  private volatile boolean kept;

  private LogFolder(Path path) {
    this.path = path;
    Runtime.getRuntime().addShutdownHook(onShutdown);
  }

  static LogFolder make() throws IOException {
    return new LogFolder(Files.createTempDirectory("twingraph-doctor"));
  }

  Path path() {
    return path;
  }

  /** What is in it is needed. */
  void keep() {
    kept = true;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(onShutdown);
    } catch (IllegalStateException e) {
      return; // the process is ending, and the hook does it
    }
    if (!kept) {
      delete();
    }
  }

  private void delete() {
    try {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // A folder for temporary files more.
    }
  }
}
