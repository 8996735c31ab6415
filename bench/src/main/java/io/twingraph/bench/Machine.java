// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import io.twingraph.run.Provenance;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What was measured on, as far as Linux tells.
 *
 * @param cpu model name
 * @param cores that this process may use
 * @param caches of the first core: {@code "L1 data 48K"}
 * @param memoryBytes of the machine; {@code null} where the system does not tell
 * @param os name, version (of the kernel, on Linux) and architecture
 * @param hugePages the kernel's setting for transparent huge pages
 */
public record Machine(
    String cpu, int cores, List<String> caches, Long memoryBytes, String os, String hugePages) {
  private static final String UNKNOWN = "unknown";

  public Machine {
    caches = List.copyOf(caches);
  }

  static Machine look(Provenance here) {
    return new Machine(
        here.cpu(),
        here.cores(),
        caches(Path.of("/sys/devices/system/cpu/cpu0/cache")),
        memory(Path.of("/proc/meminfo")),
        here.os(),
        read(Path.of("/sys/kernel/mm/transparent_hugepage/enabled")));
  }

  /** Processes that ran or wanted to, on average over the last minute; negative if unknown. */
  static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** What to tell who is about to measure on this machine while it is busy; empty if it is not. */
  public static Optional<String> busy() {
    return busy(load(), Runtime.getRuntime().availableProcessors());
  }

  /** The same for a load average, where {@code processors} are at hand. */
  static Optional<String> busy(double load, int processors) {
    return load <= processors / 2.0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the machine has other work: a load average of %.2f before the start, where half of"
                    + " the processors would be %.1f. Times will be too long and vary. Better stop"
                    + " this, end what else runs (`top` shows it; a build that has just ended"
                    + " counts for a minute), and start again.",
                load,
                processors / 2.0));
  }

  private static List<String> caches(Path folder) {
    List<String> caches = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return caches;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "index*")) {
      for (Path entry : entries) {
        String type = read(entry.resolve("type"));
        caches.add(
            "L"
                + read(entry.resolve("level"))
                + (type.equals("Unified") ? "" : " " + type.toLowerCase(Locale.ROOT))
                + " "
                + read(entry.resolve("size")));
      }
    } catch (IOException e) {
      return List.of();
    }
    Collections.sort(caches);
    return caches;
  }

  private static Long memory(Path file) {
    if (!Files.isReadable(file)) {
      return null;
    }
    for (String line : read(file).split("\n", -1)) {
      if (line.startsWith("MemTotal:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    return null;
  }

  private static String read(Path file) {
    try {
      return Files.isReadable(file) ? Files.readString(file).strip() : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN;
    }
  }
}
