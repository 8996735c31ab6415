// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import io.twingraph.report.LineBreaks;
import io.twingraph.report.TextTable;
import java.util.ArrayList;
import java.util.List;

/**
 * A table that can be shown in a terminal and written as Markdown. The first column holds texts,
 * the others numbers.
 *
 * @param title above it
 * @param columns their names
 * @param rows a cell for each column
 * @param remarks below it, a sentence each
 */
record Sheet(String title, List<String> columns, List<List<String>> rows, List<String> remarks) {
  Sheet {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    remarks = List.copyOf(remarks);
  }

  /** Lines of at most {@code width} characters; columns on the right give way. */
  List<String> terminal(int width) {
    TextTable table = new TextTable();
    for (int i = 0; i < columns.size(); i++) {
      int rank = i < 2 ? 0 : i; // the last column is the first to go
      if (i == 0) {
        table.text(columns.get(i), rank);
      } else {
        table.number(columns.get(i), rank);
      }
    }
    rows.forEach(table::row);
    List<String> lines = new ArrayList<>();
    lines.addAll(LineBreaks.of(title, width, 2));
    if (!rows.isEmpty()) {
      lines.addAll(table.lines(width));
    }
    for (String remark : remarks) {
      lines.addAll(LineBreaks.of(remark, width, 2));
    }
    return lines;
  }

  /** A heading, the table, and the remarks as a list. */
  String markdown() {
    StringBuilder text = new StringBuilder("## " + title + "\n\n");
    if (!rows.isEmpty()) {
      table(text);
    }
    if (!remarks.isEmpty()) {
      text.append(rows.isEmpty() ? "" : "\n");
      remarks.forEach(remark -> text.append("- ").append(escape(remark)).append('\n'));
    }
    return text.toString();
  }

  private void table(StringBuilder text) {
    text.append(line(columns));
    List<String> rules = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      rules.add(i == 0 ? "---" : "---:");
    }
    text.append(line(rules));
    rows.forEach(row -> text.append(line(row)));
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells.stream().map(Sheet::escape).toList()) + " |\n";
  }

  static String escape(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}
