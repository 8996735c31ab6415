// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import io.twingraph.run.EpochRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The table of epochs, line by line while they go by: whole within 80 columns, and without its
 * least important columns where there are fewer.
 */
public final class EpochTable {
  /**
   * A column.
   *
   * @param gap blanks in front of it, unless it is the first that is shown
   * @param left whether its cells stand left; numbers stand right
   * @param rank 0 for one that is never left out; the highest goes first
   */
  private record Column(String name, int gap, int width, boolean left, int rank) {
    String cell(String text) {
      String fitted = left && text.length() > width ? text.substring(0, width - 1) + "…" : text;
      String blanks = " ".repeat(Math.max(0, width - fitted.length()));
      return left ? fitted + blanks : blanks + fitted;
    }
  }

  private static final List<Column> COLUMNS =
      List.of(
          new Column("engine", 2, 10, true, 3),
          new Column("epoch", 1, 5, false, 0),
          new Column("train loss", 2, 10, false, 0),
          new Column("accuracy", 2, 8, false, 1),
          new Column("val. loss", 2, 9, false, 0),
          new Column("accuracy", 2, 8, false, 0),
          new Column("time", 2, 9, false, 2),
          new Column("images/s", 2, 8, false, 4));

  private final List<Integer> shown = new ArrayList<>();

  /** For lines of at most {@code width} characters, at least 40. */
  public EpochTable(int width) {
    for (int i = 0; i < COLUMNS.size(); i++) {
      shown.add(i);
    }
    for (int rank = 4; rank > 0 && length() > width; rank--) {
      int least = rank;
      shown.removeIf(i -> COLUMNS.get(i).rank() == least);
    }
  }

  private int length() {
    return line(Collections.nCopies(COLUMNS.size(), "")).length();
  }

  /** The heading and a rule. */
  public List<String> header() {
    String names = line(COLUMNS.stream().map(Column::name).toList());
    return List.of(names, "─".repeat(names.length()));
  }

  /** One epoch of one engine. */
  public String row(String engine, EpochRecord epoch) {
    return line(
        List.of(
            engine,
            Integer.toString(epoch.epoch()),
            Tables.loss(epoch.trainLoss()),
            Tables.percent(epoch.trainAccuracy()),
            Tables.loss(epoch.validationLoss()),
            Tables.percent(epoch.validationAccuracy()),
            Tables.seconds(epoch.seconds()),
            String.format(Locale.ROOT, "%,.0f", epoch.imagesPerSecond())));
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i : shown) {
      Column column = COLUMNS.get(i);
      line.append(" ".repeat(line.length() == 0 ? 0 : column.gap()));
      line.append(column.cell(cells.get(i)));
    }
    return line.toString();
  }
}
