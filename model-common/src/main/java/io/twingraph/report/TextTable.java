// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Aligned columns that leave out the least important ones where a line is short, and cut the
 * longest texts where that is not enough. Texts stand left, numbers right, two blanks apart.
 */
public final class TextTable {
  private static final int GAP = 2;
  private static final int SHORTEST_TEXT = 6;

  /**
   * A column.
   *
   * @param group what it and its neighbours are together, or empty
   * @param rank 0 for one that is never left out; the highest goes first
   */
  private record Column(String group, String name, boolean left, int rank) {}

  /** Cells, or one text over all columns. */
  private record Row(List<String> cells, String text) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();

  /** Adds a column of texts. */
  public TextTable text(String name, int rank) {
    columns.add(new Column("", name, true, rank));
    return this;
  }

  /** Adds a column of numbers. */
  public TextTable number(String name, int rank) {
    return number("", name, rank);
  }

  /** Adds a column of numbers; the names of groups stand over the headings. */
  public TextTable number(String group, String name, int rank) {
    columns.add(new Column(group, name, false, rank));
    return this;
  }

  /** Adds a row with a cell for each column. */
  public void row(List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          cells.size() + " cells for " + columns.size() + " columns");
    }
    rows.add(new Row(cells, null));
  }

  /** Adds a line of text, which is cut where it is too long. */
  public void line(String text) {
    rows.add(new Row(null, text));
  }

  /** The lines, a heading and a rule first, each of at most {@code width} characters if it can. */
  public List<String> lines(int width) {
    List<Integer> shown = shown(width);
    int[] widths = widths(shown, width);
    List<String> lines = new ArrayList<>();
    String groups = LineBreaks.cut(groups(shown, widths), width);
    if (!groups.isEmpty()) {
      lines.add(groups);
    }
    String heading = line(columns.stream().map(Column::name).toList(), shown, widths);
    lines.add(heading);
    lines.add("─".repeat(heading.length()));
    for (Row row : rows) {
      lines.add(
          row.cells() == null
              ? LineBreaks.cut(row.text(), width)
              : line(row.cells(), shown, widths));
    }
    return lines;
  }

  /** Of each column; texts, the widest first, give way until a line fits. */
  private int[] widths(List<Integer> shown, int width) {
    int[] widths = new int[columns.size()];
    shown.forEach(i -> widths[i] = width(i));
    int all = shown.stream().mapToInt(i -> widths[i] + GAP).sum() - GAP;
    while (all > width) {
      int widest =
          shown.stream()
              .filter(i -> columns.get(i).left() && widths[i] > SHORTEST_TEXT)
              .max(Comparator.comparingInt(i -> widths[i]))
              .orElse(-1);
      if (widest < 0) {
        break;
      }
      widths[widest]--;
      all--;
    }
    return widths;
  }

  private String groups(List<Integer> shown, int[] widths) {
    StringBuilder line = new StringBuilder();
    String group = "";
    int at = 0;
    for (int i : shown) {
      String own = columns.get(i).group();
      if (!own.equals(group) && !own.isEmpty()) {
        line.append(" ".repeat(Math.max(0, at - line.length()))).append(own);
      }
      group = own;
      at += widths[i] + GAP;
    }
    return line.toString();
  }

  private List<Integer> shown(int width) {
    List<Integer> shown = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      shown.add(i);
    }
    while (shown.stream().mapToInt(i -> width(i) + GAP).sum() - GAP > width) {
      int least = shown.stream().mapToInt(i -> columns.get(i).rank()).max().orElse(0);
      if (least == 0) {
        break;
      }
      shown.removeIf(i -> columns.get(i).rank() == least);
    }
    return shown;
  }

  private int width(int column) {
    int widest = columns.get(column).name().length();
    for (Row row : rows) {
      widest = row.cells() == null ? widest : Math.max(widest, row.cells().get(column).length());
    }
    return widest;
  }

  private String line(List<String> cells, List<Integer> shown, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i : shown) {
      String cell = LineBreaks.cut(cells.get(i), widths[i]);
      String blanks = " ".repeat(Math.max(0, widths[i] - cell.length()));
      line.append(line.length() == 0 ? "" : " ".repeat(GAP));
      line.append(columns.get(i).left() ? cell + blanks : blanks + cell);
    }
    return line.toString().stripTrailing();
  }
}
