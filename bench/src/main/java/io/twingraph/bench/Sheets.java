// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tables of a benchmark. */
final class Sheets {
  private static final String NONE = "–";
  private static final double MEBI = 1 << 20;

  private final Figures figures;

  Sheets(Figures figures) {
    this.figures = figures;
  }

  /** A table for each workload, then start and memory. */
  List<Sheet> all() {
    List<Sheet> sheets = new ArrayList<>();
    figures.result().workloads().forEach(workload -> sheets.add(workload(workload)));
    if (!figures.starts().isEmpty()) {
      sheets.add(starts());
    }
    return sheets;
  }

  Sheet workload(Workload workload) {
    boolean latency = workload.id().equals(Workload.LATENCY);
    boolean share = workload.hasShare();
    List<String> columns = new ArrayList<>(List.of("contestant", "median ms", "min", "max"));
    if (latency) {
      columns.add("p99 ms");
    }
    columns.addAll(List.of("ratio", "range"));
    if (share) {
      columns.addAll(List.of("of GEMM", "of MKL", "of copy"));
    }
    List<List<String>> rows = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    for (Figures.Row row : figures.rows(workload)) {
      if (row.problem() != null && !figures.result().couldNotRun(row.contestant())) {
        remarks.add(row.label() + ": " + row.problem());
      }
      if (row.millis() != null) {
        rows.add(cells(row, latency, share));
      }
    }
    figures
        .timeRatio(workload.id(), "twingraph-tensorflow", "twingraph-torch")
        .ifPresent(
            it ->
                remarks.add(
                    String.format(
                        Locale.ROOT,
                        "Twingraph TensorFlow's time over Twingraph torch's: %.2f (%.2f to %.2f)",
                        it.median(),
                        it.min(),
                        it.max())));
    String clock = gpuClock(figures.rows(workload));
    if (!clock.isEmpty()) {
      remarks.add("By the GPU's own clock, ms a step: " + clock);
    }
    remarks.addAll(figures.notes(workload));
    figures.gemmByRound(workload).forEach((blas, rates) -> remarks.add(rates(blas, rates)));
    return new Sheet(workload.id() + ": " + workload.title(), columns, rows, remarks);
  }

  private static String gpuClock(List<Figures.Row> rows) {
    return rows.stream()
        .filter(row -> row.gpuMillis() != null)
        .map(row -> row.label() + " " + millis(row.gpuMillis().median()))
        .collect(Collectors.joining(", "));
  }

  private static String rates(String blas, Map<Integer, Double> byRound) {
    return "Matrix product of "
        + blas
        + ", GFLOP/s by round: "
        + byRound.values().stream()
            .map(rate -> String.format(Locale.ROOT, "%.1f", rate))
            .collect(Collectors.joining(", "));
  }

  private static List<String> cells(Figures.Row row, boolean latency, boolean share) {
    List<String> cells = new ArrayList<>();
    cells.add(row.label());
    cells.addAll(three(row.millis(), Sheets::millis));
    if (latency) {
      cells.add(row.p99Millis() == null ? NONE : millis(row.p99Millis().median()));
    }
    cells.add(one(row.ratio(), Sheets::ratio));
    cells.add(range(row.ratio()));
    if (share) {
      cells.add(percent(row.gemmShare()));
      cells.add(percent(row.mklShare()));
      cells.add(percent(row.copyShare()));
    }
    return cells;
  }

  private static List<String> three(Spread spread, Function<Double, String> format) {
    return spread == null
        ? List.of(NONE, NONE, NONE)
        : List.of(
            format.apply(spread.median()), format.apply(spread.min()), format.apply(spread.max()));
  }

  /** Four digits that count, at least. */
  static String millis(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.3f" : value < 1000 ? "%.2f" : "%.0f", value);
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String range(Spread ratio) {
    return ratio == null
        ? NONE
        : String.format(Locale.ROOT, "%.2f to %.2f", ratio.min(), ratio.max());
  }

  private static String percent(Spread share) {
    return share == null ? NONE : String.format(Locale.ROOT, "%.1f %%", 100 * share.median());
  }

  Sheet starts() {
    List<List<String>> rows = new ArrayList<>();
    for (Figures.StartRow row : figures.starts()) {
      if (row.firstStepSeconds() != null) {
        rows.add(
            List.of(
                row.label(),
                one(row.firstStepSeconds(), it -> String.format(Locale.ROOT, "%.2f", it)),
                one(row.firstStepRatio(), Sheets::ratio),
                one(row.peakBytes(), it -> String.format(Locale.ROOT, "%.0f", it / MEBI)),
                one(row.peakRatio(), Sheets::ratio)));
      }
    }
    return new Sheet(
        "Start and memory, in the processes of " + Workload.MAIN,
        List.of("contestant", "first step s", "ratio", "peak MiB", "memory ratio"),
        rows,
        List.of());
  }

  private static String one(Spread spread, Function<Double, String> format) {
    return spread == null ? NONE : format.apply(spread.median());
  }
}
