// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

import io.twingraph.run.LastLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What a worker prints by the way, in a file, and what of it a message quotes. */
final class WorkerLog {
  private static final int QUOTED = 4;

  private final Path file;

  WorkerLog(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  /** Adds a line. */
  void note(String line) {
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      // What a library prints by the way is not worth a run.
    }
  }

  /** Its last lines and where the rest is, as lines of a message; nothing if it is empty. */
  String quoted() {
    StringBuilder text = new StringBuilder();
    List<String> lines = LastLines.of(file, QUOTED);
    if (!lines.isEmpty()) {
      text.append("\n  its last lines:");
      lines.forEach(line -> text.append("\n    ").append(line));
    }
    return text + named();
  }

  /** Where it is, as a line of a message; nothing if it is empty. */
  String named() {
    return isEmpty() ? "" : "\n  its output: " + file;
  }

  private boolean isEmpty() {
    try {
      return Files.size(file) == 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** An empty file tells nobody anything. */
  void deleteIfEmpty() {
    try {
      if (Files.exists(file) && isEmpty()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      // An empty file more.
    }
  }
}
