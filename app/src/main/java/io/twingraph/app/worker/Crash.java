// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

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
  /** From here on, an exit status is 128 and a signal's number. */
  static final int SIGNALLED = 128;

  private static final int SIGINT = 2;
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;

  private static final Pattern SIGNAL = Pattern.compile("(?m)^#\\s+(SIG[A-Z]+) \\(");
  private static final Pattern FRAME =
      Pattern.compile("(?m)^# Problematic frame:\\s*^# (?:[A-Za-z]\\s+)?(.+?)\\s*$");

  /**
   * Looks into what a process left behind.
   *
   * @param exit its exit status
   * @param errorFile where the JVM was told to write its report, if it has one to write
   */
  static Crash of(int exit, Path errorFile) {
    String report = read(errorFile);
    if (report.isEmpty()) {
      return new Crash(withoutReport(exit), Optional.empty());
    }
    Matcher signal = SIGNAL.matcher(report);
    Matcher frame = FRAME.matcher(report);
    String name = signal.find() ? signal.group(1) : exit > SIGNALLED ? name(exit) : "a JVM error";
    return new Crash(
        "crashed with "
            + name
            + (frame.find() ? " in " + frame.group(1).replaceAll("\\s+", " ") : ""),
        Optional.of(errorFile));
  }

  /** Whether a process with this exit status was stopped by Ctrl-C or a request to end. */
  static boolean wasAskedToStop(int exit) {
    return exit == SIGNALLED + SIGINT || exit == SIGNALLED + SIGTERM;
  }

  private static String withoutReport(int exit) {
    if (exit == SIGNALLED + SIGKILL) {
      return "was killed (SIGKILL), which is what Linux does when memory runs out";
    }
    return exit > SIGNALLED
        ? "crashed with " + name(exit)
        : "exited with status " + exit + " before its work was done";
  }

  private static String name(int exit) {
    return switch (exit - SIGNALLED) {
      case 4 -> "SIGILL";
      case 6 -> "SIGABRT";
      case 7 -> "SIGBUS";
      case 8 -> "SIGFPE";
      case 11 -> "SIGSEGV";
      default -> "signal " + (exit - SIGNALLED);
    };
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
