// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import io.twingraph.error.SpecException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The written form {@code name} or {@code name(number)}, such as {@code leaky_relu(0.2)}. */
record NamedValue(String name, Double value) {
  private static final Pattern FORM = Pattern.compile("([a-z][a-z0-9_]*)(?:\\(([-+.0-9eE]+)\\))?");

  /** Reads the form, or throws with {@code known} as what was expected at {@code where}. */
  static NamedValue parse(String text, String where, String known) {
    Matcher matcher = FORM.matcher(text.strip());
    try {
      if (matcher.matches()) {
        String number = matcher.group(2);
        return new NamedValue(matcher.group(1), number == null ? null : Double.valueOf(number));
      }
    } catch (NumberFormatException e) {
      throw unknown(text, where, known);
    }
    throw unknown(text, where, known);
  }

  static SpecException unknown(String text, String where, String known) {
    return SpecException.of(
        "unknown " + where,
        where,
        "one of " + known,
        "'" + text + "'",
        NotSupported.function(text).orElse("use one of these names, in small letters"));
  }

  static String format(String name, double value) {
    return name + "(" + value + ")";
  }
}
