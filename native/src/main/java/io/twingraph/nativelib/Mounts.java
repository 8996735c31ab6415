// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How file systems are mounted, as Linux tells it; nothing is known elsewhere. */
final class Mounts {
  private static final Path TABLE = Path.of("/proc/self/mounts");

  private Mounts() {}

  /** Whether files in this folder may not run. */
  static boolean forbidRunning(Path folder) {
    try {
      return Files.isReadable(TABLE)
          && forbidRunning(
              Files.readAllLines(TABLE, StandardCharsets.ISO_8859_1), folder.toAbsolutePath());
    } catch (IOException e) {
      return false;
    }
  }

  /** The same for a table: the last mount on the longest path that leads to the folder counts. */
  static boolean forbidRunning(List<String> table, Path folder) {
    int longest = -1;
    boolean forbidden = false;
    for (String line : table) {
      String[] fields = line.split(" ", -1);
      if (fields.length < 4) {
        continue;
      }
      Path point = Path.of(unescaped(fields[1]));
      if (folder.startsWith(point) && point.getNameCount() >= longest) {
        longest = point.getNameCount();
        forbidden = List.of(fields[3].split(",", -1)).contains("noexec");
      }
    }
    return forbidden;
  }

  /** The kernel writes blanks, tabs, line ends and backslashes in octal. */
  private static String unescaped(String point) {
    return point
        .replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
