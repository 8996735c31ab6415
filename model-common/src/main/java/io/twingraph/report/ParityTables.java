// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import io.twingraph.parity.NoiseFloor;
import io.twingraph.parity.ParityMode;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.Stage;
import io.twingraph.parity.StageRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A lock-step comparison as tables for people: a line for each tensor, in the order of a step. */
public final class ParityTables {
  /** Room for the name of the longest stage, and a gap. */
  private static final int STAGE = 21;

  private ParityTables() {}

  /**
   * Every tensor: how far the engines are apart there, the tolerance, how much of it that is, and
   * how far each engine is from float64. Tensors that are the same in every bit share a line.
   *
   * @param width characters in a line, at least 60; columns are left out where it is short
   */
  public static List<String> stages(ParityReport report, int width) {
    String a = report.engines().get(0).name();
    String b = report.engines().get(1).name();
    boolean truth = report.rows().stream().anyMatch(row -> row.distanceA() != null);
    TextTable table =
        new TextTable()
            .text("stage", 0)
            .text("tensor", 0)
            .number("max abs", 0)
            .number("max rel", 5)
            .number("ULP99", 2)
            .number("atol", 4)
            .number("rtol", 4)
            .number("used", 0);
    if (truth) {
      table.number(a, 3).number(b, 3).text("nearer", 1);
    }
    stages(report.rows(), table, row -> cells(row, truth, a, b));
    List<String> lines = new ArrayList<>(table.lines(width));
    notes(report, truth).forEach(note -> lines.addAll(LineBreaks.of(note, width, 2)));
    return lines;
  }

  private static List<String> cells(StageRow row, boolean truth, String a, String b) {
    List<String> cells = new ArrayList<>();
    cells.add(tensor(row));
    cells.add(number(row.maxAbsolute()));
    cells.add(number(row.maxRelative()));
    cells.add(count(row.ulpP99()));
    cells.add(number(row.toleranceAbsolute()));
    cells.add(number(row.toleranceRelative()));
    cells.add(row.judged() ? share(row.used()) + (row.kinks() > 0 ? "*" : "") : "-");
    if (truth) {
      cells.add(number(row.distanceA()));
      cells.add(number(row.distanceB()));
      cells.add(nearer(row, a, b));
    }
    return cells;
  }

  private static List<String> notes(ParityReport report, boolean truth) {
    List<String> lines = new ArrayList<>();
    if (truth) {
      lines.add("Nearer to float64: beyond 5 % and beyond chance (sign test); both: within 5 %.");
    }
    int kinks = report.rows().stream().mapToInt(StageRow::kinks).max().orElse(0);
    if (kinks > 0) {
      lines.add(
          "* At "
              + kinks
              + (kinks == 1 ? " step" : " steps")
              + " on two sides of a kink: held to the reference, layer by layer.");
    }
    if (report.mode() == ParityMode.FREE && report.losses().size() > 1) {
      lines.add("Used and distances are those of step 1, the other numbers the largest of all.");
    }
    return lines;
  }

  /** The tensor, with what it is of where its name does not say that. */
  private static String tensor(StageRow row) {
    if (row.stage() == Stage.METRIC) {
      return row.layer() + " " + row.tensor();
    }
    boolean through =
        row.stage() == Stage.ACTIVATION_GRADIENT && !row.tensor().startsWith(row.layer() + "/");
    return through ? row.tensor() + " via " + row.layer() : row.tensor();
  }

  private static String nearer(StageRow row, String a, String b) {
    return switch (row.nearer()) {
      case FIRST -> a;
      case SECOND -> b;
      case BOTH -> "both";
      case UNTOLD -> row.distanceA() == null ? "" : "-";
    };
  }

  /** The cells of a row but the first. */
  private interface Cells {
    List<String> of(StageRow row);
  }

  /** A row for each tensor, the stage where it changes; runs of identical ones share a line. */
  private static void stages(List<StageRow> rows, TextTable table, Cells cells) {
    Stage before = null;
    for (int from = 0; from < rows.size(); ) {
      StageRow row = rows.get(from);
      Stage stage = row.stage();
      String name = stage == before ? "" : stage.toString();
      int to = from;
      while (to < rows.size() && rows.get(to).stage() == stage && rows.get(to).identical()) {
        to++;
      }
      if (to > from) {
        table.line(String.format("%-" + STAGE + "s", name) + identical(rows.subList(from, to)));
      } else {
        List<String> all = new ArrayList<>(List.of(String.format("%-" + (STAGE - 2) + "s", name)));
        all.addAll(cells.of(row));
        table.row(all);
        to = from + 1;
      }
      before = stage;
      from = to;
    }
  }

  private static String identical(List<StageRow> rows) {
    String names = rows.stream().map(ParityTables::tensor).collect(Collectors.joining(", "));
    return rows.size() == 1 ? names + ": identical" : rows.size() + " tensors identical: " + names;
  }

  /**
   * The noise floors beside the tolerance and the difference that is judged with it, all but the
   * tolerance as parts of it.
   *
   * @param width as in {@link #stages}
   */
  public static List<String> floors(ParityReport report, List<NoiseFloor> floors, int width) {
    TextTable table =
        new TextTable()
            .text("stage", 0)
            .text("tensor", 0)
            .number("atol", 3)
            .number("rtol", 3)
            .number("engines", 0);
    for (NoiseFloor floor : floors) {
      boolean itself = floor.against().equals("itself");
      boolean float64 = floor.against().equals("float64");
      String name = float64 ? "f64" : floor.against().replaceFirst(" thread.*", " thr");
      table.number(floor.engine(), name, float64 ? 0 : itself ? 1 : 2);
    }
    stages(
        report.rows().stream().filter(row -> row.stage() != Stage.METRIC).toList(),
        table,
        row -> {
          List<String> cells =
              new ArrayList<>(
                  List.of(
                      tensor(row),
                      number(row.toleranceAbsolute()),
                      number(row.toleranceRelative()),
                      share(row.used())));
          floors.forEach(floor -> cells.add(floor(floor, row)));
          return cells;
        });
    return table.lines(width);
  }

  private static String floor(NoiseFloor floor, StageRow of) {
    return floor.rows().stream()
        .filter(row -> row.stage() == of.stage())
        .filter(row -> row.tensor().equals(of.tensor()))
        .filter(row -> row.layer().equals(of.layer()))
        .map(row -> row.identical() ? "0" : share(row.used()))
        .findFirst()
        .orElse("-");
  }

  private static String number(Double value) {
    if (value == null) {
      return "-";
    }
    if (value.isInfinite()) {
      return "inf";
    }
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
  }

  private static String count(int ulps) {
    return ulps < 100_000
        ? Integer.toString(ulps)
        : String.format(Locale.ROOT, "%.0e", (double) ulps);
  }

  /** A part of the tolerance: percents where they are few, else how many times it. */
  static String share(double used) {
    if (used == 0) {
      return "0";
    }
    if (!(used < 10)) {
      if (used == Double.POSITIVE_INFINITY) {
        return "inf";
      }
      return used < 1000
          ? String.format(Locale.ROOT, "%.0f x", used)
          : String.format(Locale.ROOT, "%.0e x", used);
    }
    return used < 0.01 ? "<1 %" : String.format(Locale.ROOT, "%.0f %%", 100 * used);
  }
}
