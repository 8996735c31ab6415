// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The last words in the log of a process, fit for a message: without blank lines, stack frames, and
 * what a JVM says of its variables and its own crash, and with nothing that a terminal would obey.
 */
public final class LastLines {
  private static final int LONGEST = 200;

  /** A library may have written gigabytes; the end is enough. */
  private static final int TAIL_BYTES = 1 << 16;

  private static final Pattern NOISE =
      Pattern.compile(
          "#.*|\\s+at .+\\(.*\\)|\\s*\\.\\.\\. \\d+ (more|common frames omitted)"
              + "|(NOTE: )?Picked up (_JAVA_OPTIONS|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS):.*");

  private static final Pattern ESCAPES = Pattern.compile("\u001b(\\[[0-?]*[ -/]*[@-~]|.)?");
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}]");

  private LastLines() {}

  /**
   * At most {@code most} lines, the latest last, each cut where it is very long; none if there is
   * no log.
   */
  public static List<String> of(Path log, int most) {
    List<String> lines =
        tail(log)
            .lines()
            .filter(line -> !NOISE.matcher(line).matches())
            .map(LastLines::clean)
            .filter(line -> !line.isBlank())
            .toList();
    return lines.subList(Math.max(0, lines.size() - most), lines.size());
  }

  /** The last of them; {@code otherwise} without one. */
  public static String last(Path log, String otherwise) {
    List<String> lines = of(log, 1);
    return lines.isEmpty() ? otherwise : lines.get(0);
  }

  private static String clean(String line) {
    String plain = CONTROLS.matcher(ESCAPES.matcher(line).replaceAll("")).replaceAll(" ").strip();
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
  }

  private static String tail(Path log) {
    try (SeekableByteChannel channel = Files.newByteChannel(log)) {
      channel.position(Math.max(0, channel.size() - TAIL_BYTES));
      ByteBuffer bytes = ByteBuffer.allocate(TAIL_BYTES);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // Up to what there is.
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
