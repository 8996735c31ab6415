// SPDX-License-Identifier: Apache-2.0
package io.twingraph.error;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Texts that others wrote (experiment files, recordings, names of folders, native libraries), made
 * fit for a terminal: what would move the cursor, change colours, turn the direction of writing
 * round or begin a line of its own is shown as {@code \x1b} or {@code \u202e} in its place.
 */
public final class Printable {
  private static final int LONGEST = 200;
  private static final int HEAD = 140;
  private static final int TAIL = 40;

  /** What stands under the text behind {@code " got: "}, so that it begins no line. */
  private static final String MARGIN = "\n            ";

  private Printable() {}

  /** A text of several lines: its line ends and tabs stay. */
  public static String lines(String text) {
    return shown(text, true);
  }

  /** A text within one line. */
  public static String line(String text) {
    return shown(text, false);
  }

  /** What a message quotes: within one line, and without its middle where it is long. */
  public static String quote(Object value) {
    String text = String.valueOf(value);
    if (text.length() <= LONGEST) {
      return line(text);
    }
    return line(text.substring(0, HEAD))
        + "…"
        + line(text.substring(text.length() - TAIL))
        + " ("
        + text.length()
        + " characters)";
  }

  /**
   * What was found, piece by piece; each is quoted by itself, and they stand behind one another.
   *
   * @param pieces in the order in which they are told
   */
  public record Several(List<String> pieces) {
    public Several {
      pieces = List.copyOf(pieces);
    }
  }

  /**
   * As {@link #quote}, of one finding or {@link Several}; the lines of a text that has lines of its
   * own are set in under the first.
   */
  public static String findings(Object value) {
    if (value instanceof Several several) {
      return several.pieces().stream().map(Printable::quote).collect(Collectors.joining(", "));
    }
    return Arrays.stream(String.valueOf(value).split(MARGIN, -1))
        .map(Printable::quote)
        .collect(Collectors.joining(MARGIN));
  }

  private static String shown(String text, boolean layout) {
    if (text.chars().noneMatch(c -> isControl(c, layout))) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isControl(c, layout)) {
        shown.append(c);
      } else {
        shown.append(c < 0x100 ? "\\x" : "\\u");
        String digits = Integer.toHexString(c);
        shown.append("0".repeat((c < 0x100 ? 2 : 4) - digits.length())).append(digits);
      }
    }
    return shown.toString();
  }

  private static boolean isControl(int c, boolean layout) {
    if (layout && (c == '\n' || c == '\t')) {
      return false;
    }
    int kind = Character.getType(c);
    return kind == Character.CONTROL
        || kind == Character.FORMAT
        || kind == Character.LINE_SEPARATOR
        || kind == Character.PARAGRAPH_SEPARATOR;
  }
}
