// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

/**
 * Whether the parts made by the C++ compiler are there. One build makes them all: process tuning,
 * and the reference engine, which says by itself what is missing.
 */
public final class NativeParts {
  /** Why the library is not there; empty if it is. */
  private static final String FAILURE = tryToLoad();

  private NativeParts() {}

  /** Whether the project's own native library was built for this platform and loads. */
  public static boolean available() {
    return FAILURE.isEmpty();
  }

  /** One line for people: what the library does, or why it is not there and how to get it. */
  public static String describe() {
    return available()
        ? "process tuning (OpenMP wait policy, malloc) for engines in this process"
        : "not there ("
            + FAILURE
            + "): engines in this process run untuned, and there is no reference engine; install a C++"
            + " compiler such as g++ and build again";
  }

  private static String tryToLoad() {
    try {
      NativeCalls.current_value("PATH");
      return "";
    } catch (LinkageError e) {
      return String.valueOf(e.getMessage()).lines().findFirst().orElse("it does not load");
    }
  }
}
