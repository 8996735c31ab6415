// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;

/**
 * JavaCPP's own limit on the memory of the whole process, by default four times Java's largest
 * heap, which models may well pass. JavaCPP reads it when it is used for the first time.
 */
public final class MemoryLimit {
  /** JavaCPP's property; 0 is no limit. */
  public static final String PROPERTY = "org.bytedeco.javacpp.maxPhysicalBytes";

  private MemoryLimit() {}

  /** Lifts it, unless the user has set one or JavaCPP was used already. */
  public static void lift() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, "0");
    }
  }

  /**
   * What to tell a user whose program has used JavaCPP before an engine, so that its limit holds
   * all the same; empty where there is none, or one that the user wants.
   */
  public static Optional<String> notice() {
    return notice(System.getProperty(PROPERTY), Pointer.maxPhysicalBytes());
  }

  static Optional<String> notice(String property, long limit) {
    return limit > 0 && "0".equals(property)
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "JavaCPP was used before the engine and fails where the process passes %.1f GB;"
                    + " start Java with -D%s=0 to have no limit",
                limit / 1e9,
                PROPERTY))
        : Optional.empty();
  }
}
