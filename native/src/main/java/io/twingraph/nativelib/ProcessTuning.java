// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Gives this process, after its start, what a worker process has from its start: environment
 * variables that native libraries read when they load, and glibc's settings for large blocks.
 *
 * <p>Call it before the first native library of an engine loads; afterwards it does no harm and
 * little good. A variable that the user has set is never changed. Safe for use by several threads.
 */
public final class ProcessTuning {
  /** Variables that glibc's allocator reads at the very start only; set by {@code mallopt} here. */
  private static final String ALLOCATOR_PREFIX = "MALLOC_";

  /** What glibc reads before a program begins; cannot be had afterwards. */
  private static final String AT_START_ONLY = "GLIBC_TUNABLES";

  private ProcessTuning() {}

  /**
   * Applies an environment as {@code EngineProvider.environment} gives it.
   *
   * @return what took effect, for a run's record: variable to value, and {@code malloc} with the
   *     number of settings made; {@code tuning = not built} where there is no native part
   */
  public static synchronized Map<String, String> apply(Map<String, String> environment) {
    Map<String, String> done = new LinkedHashMap<>();
    if (!NativeParts.available()) {
      done.put("tuning", "not built");
      return done;
    }
    boolean allocator = false;
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      if (variable.getKey().equals(AT_START_ONLY)) {
        continue;
      }
      if (variable.getKey().startsWith(ALLOCATOR_PREFIX)) {
        allocator |= NativeCalls.current_value(variable.getKey()).isEmpty();
      } else if (NativeCalls.set_if_absent(variable.getKey(), variable.getValue()) == 1) {
        done.put(variable.getKey(), variable.getValue());
      }
    }
    if (allocator) {
      done.put("malloc", NativeCalls.keep_large_blocks() + " settings");
    }
    return done;
  }

  /**
   * The value that native code sees for a variable, which may differ from {@link
   * System#getenv(String)}; empty where it is unset or where there is no native part.
   */
  public static String nativeValue(String name) {
    return NativeParts.available() ? NativeCalls.current_value(name) : "";
  }

  /** Gives free heap memory back to the system, so that a reading of resident memory is fair. */
  public static void releaseFreeMemory() {
    if (NativeParts.available()) {
      NativeCalls.release_free_memory();
    }
  }

  /**
   * Runs native code that writes to the standard error what nobody asked for and no setting turns
   * off. What the whole process writes there meanwhile is held back, and all of it but the chatter
   * is written afterwards. Without the native part nothing is held back.
   *
   * @param chatter which lines to drop
   */
  public static synchronized <T> T withoutChatter(Supplier<T> body, Predicate<String> chatter) {
    if (!NativeParts.available() || NativeCalls.hold_errors() != 1) {
      return body.get();
    }
    try {
      return body.get();
    } finally {
      NativeCalls.restore_errors().lines().filter(chatter.negate()).forEach(System.err::println);
    }
  }
}
