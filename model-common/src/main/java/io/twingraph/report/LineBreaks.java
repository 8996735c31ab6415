// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text in lines that a terminal has room for: broken between words, and a word that is longer than
 * a line, such as a path, behind one of its separators. A number stays with its {@code %}.
 */
public final class LineBreaks {
  /** What the text of a line stands behind: blanks, and a label such as {@code " to do: "}. */
  private static final Pattern MARGIN = Pattern.compile(" *(?:\\p{L}[\\p{L}-]*(?: \\p{L}+)?: +)?");

  private static final String SEPARATORS = "/,;:=";
  private static final int LEAST_ROOM = 20;

  private LineBreaks() {}

  /**
   * A line as lines of at most {@code width} characters; those that follow stand under its text.
   */
  public static List<String> of(String line, int width) {
    Matcher matcher = MARGIN.matcher(line);
    int margin = matcher.lookingAt() ? matcher.end() : 0;
    return of(line, width, margin);
  }

  /**
   * As {@link #of(String, int)}.
   *
   * @param margin blanks in front of the lines that follow, if that leaves room for text
   */
  public static List<String> of(String line, int width, int margin) {
    if (line.length() <= width) {
      return List.of(line);
    }
    int start = width - margin < LEAST_ROOM ? Math.min(2, width / 2) : margin;
    int label = Math.min(margin, width - 1);
    // A text that has no label in its margin begins there.
    int first = line.substring(0, label).endsWith(" ") ? label : 0;
    List<String> lines = new ArrayList<>();
    StringBuilder now = new StringBuilder(line.substring(0, first));
    boolean empty = true;
    for (String word : line.substring(first).split(" (?!%)", -1)) {
      String rest = word;
      if (!empty && now.length() + 1 + rest.length() > width) {
        lines.add(now.toString().stripTrailing());
        now = new StringBuilder(" ".repeat(start));
        empty = true;
      }
      while (now.length() + rest.length() > width) {
        int cut = end(rest, width - now.length());
        lines.add(now + rest.substring(0, cut));
        now = new StringBuilder(" ".repeat(start));
        rest = rest.substring(cut);
      }
      now.append(empty ? "" : " ").append(rest);
      empty = empty && rest.isEmpty();
    }
    lines.add(now.toString().stripTrailing());
    return lines;
  }

  /** A text without its end where it is longer than {@code width}. */
  public static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 1).stripTrailing() + "…";
  }

  /** Behind the last separator that fits, else where the room ends. */
  private static int end(String word, int room) {
    for (int i = room; i > room / 2; i--) {
      if (SEPARATORS.indexOf(word.charAt(i - 1)) >= 0) {
        return i;
      }
    }
    return Math.max(1, room);
  }
}
