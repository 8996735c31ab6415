// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import java.util.ArrayList;
import java.util.List;

/** A sentence in lines that are short enough, broken between words. */
final class Paragraph {
  private static final String INDENT = "  ";

  private Paragraph() {}

  /** Lines of at most {@code width} characters, all but the first indented, if words allow it. */
  static List<String> of(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.toString().isBlank() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(INDENT).append(word);
      } else {
        line.append(line.length() == 0 ? "" : " ").append(word);
      }
    }
    lines.add(line.toString());
    return lines;
  }
}
