// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Options that take one of a few words. */
final class Words {
  private Words() {}

  /** The value that is written as {@code text}. */
  static <T> T one(T[] values, String text) {
    return Arrays.stream(values)
        .filter(value -> value.toString().equals(text))
        .findFirst()
        .orElseThrow(() -> OptionValues.notOne(listed(values), text));
  }

  private static String listed(Object[] values) {
    int last = values.length - 1;
    String others =
        Arrays.stream(values, 0, last).map(Object::toString).collect(Collectors.joining(", "));
    return others + " or " + values[last];
  }
}
