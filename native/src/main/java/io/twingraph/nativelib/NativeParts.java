// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import java.util.Optional;

/**
 * Whether the parts made by the C++ compiler are there. One build makes them all: process tuning,
 * and the reference engine, which says by itself what is missing.
 */
public final class NativeParts {
  /** How to get them where they were not built. */
  public static final String BUILD = "install a C++ compiler such as g++ and build again";

  /** Why the library is not there; empty if it is. */
  private static final Optional<NativeProblem> PROBLEM = tryToLoad();

  private NativeParts() {}

  /** Whether the project's own native library was built for this platform and loads. */
  public static boolean available() {
    return PROBLEM.isEmpty();
  }

  /** Why it is not. */
  public static Optional<NativeProblem> problem() {
    return PROBLEM;
  }

  /** One line for people: what the library does, or why it is not there. */
  public static String describe() {
    return PROBLEM
        .map(
            problem ->
                "not there ("
                    + problem.what()
                    + "): engines in this process (--workers none) run untuned, and there is no"
                    + " reference engine")
        .orElse("process tuning (OpenMP wait policy, malloc) for engines in this process");
  }

  private static Optional<NativeProblem> tryToLoad() {
    try {
      NativeCalls.current_value("PATH");
      return Optional.empty();
    } catch (LinkageError e) {
      return Optional.of(NativeProblem.of(e));
    }
  }
}
