// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Limits that a container puts on this process, of cgroup version 2 or 1. */
final class Cgroup {
  private static final double GIB = 1L << 30;

  /** Version 1 says "no limit" with a number near 2^63. */
  private static final long UNLIMITED = 1L << 60;

  private Cgroup() {}

  static String describe() {
    List<String> limits = new ArrayList<>();
    String memory = read("memory.max", "memory/memory.limit_in_bytes");
    if (memory.matches("\\d{1,18}") && Long.parseLong(memory) < UNLIMITED) {
      limits.add(String.format(Locale.ROOT, "memory %.1f GiB", Long.parseLong(memory) / GIB));
    }
    String[] cpu = read("cpu.max", "").split(" ", -1);
    if (cpu.length == 2 && cpu[0].matches("\\d{1,18}")) {
      limits.add(processors(cpu[0], cpu[1]));
    }
    String quota = read("", "cpu/cpu.cfs_quota_us");
    if (quota.matches("\\d{1,18}")) {
      limits.add(processors(quota, read("", "cpu/cpu.cfs_period_us")));
    }
    return limits.isEmpty() ? "none" : String.join(", ", limits);
  }

  private static String processors(String quota, String period) {
    return String.format(
        Locale.ROOT, "%.1f processors", Double.parseDouble(quota) / Double.parseDouble(period));
  }

  private static String read(String second, String first) {
    for (String name : List.of(second, first)) {
      Path file = Path.of("/sys/fs/cgroup", name);
      if (!name.isEmpty() && Files.isReadable(file)) {
        try {
          return Files.readString(file).strip();
        } catch (IOException e) {
          return "";
        }
      }
    }
    return "";
  }
}
