// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Skips tests, with the reason, where no compiler built the engine. */
final class Compiled {
  private Compiled() {}

  static void assume() {
    assumeTrue(
        ReferenceLibrary.problem().isEmpty(),
        "skipped: no C++ compiler built the reference engine (" + ReferenceLibrary.problem() + ")");
  }
}
