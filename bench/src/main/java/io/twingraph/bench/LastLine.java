// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The last words in a log. */
final class LastLine {
  private static final int LONGEST = 400;

  private LastLine() {}

  /** The last line that is not blank, cut where it is very long; {@code otherwise} without one. */
  static String of(Path log, String otherwise) {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      String last =
          lines.map(String::strip).filter(line -> !line.isEmpty()).reduce((a, b) -> b).orElse("");
      return last.isEmpty() ? otherwise : last.substring(0, Math.min(LONGEST, last.length()));
    } catch (IOException e) {
      return otherwise;
    }
  }
}
