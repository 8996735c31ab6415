// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.twingraph.error.SpecException;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** Numbers as they are written: decimal, so that every reader of YAML takes them for the same. */
final class SourceNumbers {
  private static final int LONGEST = 64;
  private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9_]*)");
  private static final Pattern FRACTION =
      Pattern.compile("[-+]?[0-9_]*(\\.[0-9_]*)?([eE][-+]?[0-9]+)?");
  private static final Pattern NOT_ZERO = Pattern.compile("[-+]?[0-9.]*[1-9].*");

  private SourceNumbers() {}

  static JsonNode node(String raw, boolean whole) {
    if (raw.length() > LONGEST) {
      throw refuse("a number too long", "at most " + LONGEST + " characters", raw, "round it");
    }
    String digits = raw.replace("_", "");
    if (whole && WHOLE.matcher(raw).matches()) {
      return whole(new BigInteger(digits));
    }
    if (whole || !FRACTION.matcher(raw).matches() || digits.chars().noneMatch(Character::isDigit)) {
      return odd(raw);
    }
    double value = Double.parseDouble(digits);
    if (Double.isInfinite(value) || (value == 0 && NOT_ZERO.matcher(digits).matches())) {
      throw refuse(
          "a number that float32 cannot hold",
          "0, or 1.2e-38 to 3.4e+38 in magnitude",
          raw,
          "use a number of usual size");
    }
    return JsonNodeFactory.instance.numberNode(value);
  }

  private static JsonNode whole(BigInteger value) {
    int bits = value.bitLength();
    if (bits < Integer.SIZE) {
      return JsonNodeFactory.instance.numberNode(value.intValue());
    }
    return bits < Long.SIZE
        ? JsonNodeFactory.instance.numberNode(value.longValue())
        : JsonNodeFactory.instance.numberNode(value);
  }

  private static JsonNode odd(String raw) {
    String small = raw.toLowerCase(java.util.Locale.ROOT);
    if (small.contains("nan") || small.contains("inf")) {
      throw refuse("not a number", "a number", raw, "write a finite number");
    }
    throw refuse(
        "a number that is not decimal",
        "decimal digits, without a 0 in front",
        raw,
        "write it in decimal: readers of YAML 1.1 and 1.2 take this for different numbers");
  }

  private static SpecException refuse(String what, String expected, String got, String hint) {
    return SpecException.of(what, "a number", expected, got, hint);
  }
}
