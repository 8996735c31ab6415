// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.error.SpecException;
import java.util.Arrays;
import org.junit.jupiter.api.DynamicTest;

/** Puts bad experiments together and holds refusals to their whole text. */
final class Refusals {
  private Refusals() {}

  static DynamicTest refused(
      String what, String where, String expected, String got, String hint, Runnable declaration) {
    String message =
        what
            + "\n  where:    "
            + where
            + "\n  expected: "
            + expected
            + "\n  got:      "
            + got
            + "\n  to do:    "
            + hint;
    return DynamicTest.dynamicTest(
        what + " (" + where + ", " + got + ")",
        () ->
            assertThatThrownBy(declaration::run)
                .isInstanceOfSatisfying(SpecException.class, Refusals::hasPlace)
                .hasMessage(message));
  }

  private static void hasPlace(SpecException e) {
    if (!e.getMessage().contains("where:    " + e.where() + "\n")) {
      throw new AssertionError("where() is " + e.where() + ", not what the message says");
    }
  }

  static void model(Input input, Layer... layers) {
    Experiment.of("x", new Model(input, Arrays.asList(layers)));
  }

  static void body(Layer... layers) {
    model(Input.of(8, 8, 1), layers);
  }
}
