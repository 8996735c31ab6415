// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resident memory of this process, in bytes, as Linux tells it; empty on other systems. */
public final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR_REFS = Path.of("/proc/self/clear_refs");

  private ProcessMemory() {}

  /** Resident memory now ({@code VmRSS}). */
  public static OptionalLong current() {
    return read("VmRSS");
  }

  /** Largest resident memory since the start or the last reset ({@code VmHWM}). */
  public static OptionalLong peak() {
    return read("VmHWM");
  }

  /** Makes {@link #peak} start again from the present value; false where that is not possible. */
  public static boolean resetPeak() {
    try {
      if (Files.isWritable(CLEAR_REFS)) {
        Files.writeString(CLEAR_REFS, "5");
        return true;
      }
    } catch (IOException e) {
      return false;
    }
    return false;
  }

  private static OptionalLong read(String field) {
    try {
      return Files.isReadable(STATUS)
          ? parse(Files.readString(STATUS), field)
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** The value of a field given in kB. */
  static OptionalLong parse(String status, String field) {
    Matcher matcher =
        Pattern.compile("(?m)^" + Pattern.quote(field) + ":\\s*(\\d+) kB$").matcher(status);
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)) * 1024)
        : OptionalLong.empty();
  }
}
