// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

import io.twingraph.run.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a process ended that should have gone on.
 *
 * @param description one clause: {@code "crashed with SIGSEGV in libtorch_cpu.so"}
 * @param errorFile the JVM's own report, if it wrote one
 */
record Crash(String description, Optional<Path> errorFile) {
  private static final Pattern SIGNAL = Pattern.compile("(?m)^#\\s+(SIG[A-Z]+) \\(");
  private static final Pattern FRAME =
      Pattern.compile("(?m)^# Problematic frame:\\s*^# (?:[A-Za-z]\\s+)?(.+?)\\s*$");

  /**
   * Looks into what a process left behind.
   *
   * @param exit its exit status
   * @param errorFile where the JVM was told to write its report, if it has one to write
   */
  static Crash of(ExitStatus exit, Path errorFile) {
    String report = read(errorFile);
    if (report.isEmpty()) {
      return new Crash(exit.words("its work was done"), Optional.empty());
    }
    Matcher signal = SIGNAL.matcher(report);
    Matcher frame = FRAME.matcher(report);
    String name = signal.find() ? signal.group(1) : exit.signal().orElse("a JVM error");
    return new Crash(
        "crashed with "
            + name
            + (frame.find() ? " in " + frame.group(1).replaceAll("\\s+", " ") : ""),
        Optional.of(errorFile));
  }

  private static String read(Path file) {
    if (!Files.isReadable(file)) {
      return "";
    }
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return String.join("\n", lines.limit(40).toList());
    } catch (IOException e) {
      return "";
    }
  }
}
