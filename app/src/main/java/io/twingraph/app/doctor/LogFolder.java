// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.doctor;

import io.twingraph.run.IoReason;
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

  /**
   * A new one in Java's folder for temporary files.
   *
   * @throws IOException if that cannot be written, with what to do
   */
  static LogFolder make() throws IOException {
    return make(Path.of(System.getProperty("java.io.tmpdir")));
  }

  static LogFolder make(Path parent) throws IOException {
    try {
      return new LogFolder(Files.createTempDirectory(parent, "twingraph-doctor"));
    } catch (IOException e) {
      throw new IOException(
          "the folder for temporary files, "
              + parent
              + ", cannot be used ("
              + IoReason.of(e)
              + "); give another with JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER",
          e);
    }
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
