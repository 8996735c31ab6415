// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.contestant;

import java.util.LinkedHashMap;
import java.util.Map;

/** Arguments in pairs, {@code --name value}. */
final class Arguments {
  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * Of a command line.
   *
   * @throws IllegalArgumentException if they are not pairs
   */
  Arguments(String... args) {
    for (int i = 0; i < args.length; i += 2) {
      if (!args[i].startsWith("--") || i + 1 == args.length) {
        throw new IllegalArgumentException(
            "expected --name value, got '" + args[i] + "' as argument " + (i + 1));
      }
      values.put(args[i].substring(2), args[i + 1]);
    }
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("--" + name + " is missing; got " + values.keySet());
    }
    return value;
  }

  /** The value, or another one where it was not given. */
  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  int number(String name) {
    return Integer.parseInt(text(name));
  }
}
