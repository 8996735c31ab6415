// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import io.twingraph.run.EngineRun;
import io.twingraph.run.EpochRecord;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Results as text, aligned within the width of a terminal. Losses are in nats, times in seconds of
 * training alone; {@code -} stands for what was not measured. Lines end with {@code \n}.
 */
public final class Tables {
  private static final int LABEL = 22;
  private static final int COLUMN = 18;
  private static final double MEBIBYTE = 1 << 20;

  /** One row of the side-by-side table. */
  private record Row(String label, Function<EngineRun, String> value) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("version", EngineRun::version),
          new Row("device", run -> run.device() + threads(run)),
          new Row("parameters", run -> String.format(Locale.ROOT, "%,d", run.parameters())),
          new Row("train loss", run -> loss(last(run, EpochRecord::trainLoss))),
          new Row("train accuracy", run -> percent(last(run, EpochRecord::trainAccuracy))),
          new Row(
              "validation loss", run -> loss(last(run, epoch -> boxed(epoch.validationLoss())))),
          new Row(
              "validation accuracy",
              run -> percent(last(run, epoch -> boxed(epoch.validationAccuracy())))),
          new Row("test loss", run -> loss(run.testLoss())),
          new Row("test accuracy", run -> percent(run.testAccuracy())),
          new Row(
              "training time", run -> seconds(run.epochs().isEmpty() ? null : run.trainSeconds())),
          new Row("images per second", Tables::imagesPerSecond),
          new Row("peak memory", Tables::memory));

  private Tables() {}

  /**
   * Every epoch of every engine, ordered by epoch, so that the engines stand under each other.
   *
   * @param width of a line at most, and at least 40
   */
  public static String epochs(List<EngineRun> runs, int width) {
    EpochTable table = new EpochTable(width);
    StringBuilder text = new StringBuilder(String.join("\n", table.header())).append('\n');
    int most = runs.stream().mapToInt(run -> run.epochs().size()).max().orElse(0);
    for (int i = 0; i < most; i++) {
      for (EngineRun run : runs) {
        if (i < run.epochs().size()) {
          text.append(table.row(run.name(), run.epochs().get(i))).append('\n');
        }
      }
    }
    return text.toString();
  }

  /**
   * The engines side by side: a row for each measure, a column for each engine; in several tables
   * where there are more engines than a line has room for. Train and validation values are those of
   * the last epoch. A run that ended early has its reason below.
   *
   * @param width of a line at most, and at least 40
   */
  public static String engines(List<EngineRun> runs, int width) {
    StringBuilder text = new StringBuilder();
    int room = Math.max(1, (width - LABEL) / COLUMN);
    for (int from = 0; from < runs.size(); from += room) {
      text.append(from == 0 ? "" : "\n");
      sideBySide(runs.subList(from, Math.min(from + room, runs.size())), text);
    }
    for (EngineRun run : runs) {
      problem(run)
          .ifPresent(
              problem ->
                  problem
                      .lines()
                      .flatMap(line -> LineBreaks.of(line, width, 2).stream())
                      .forEach(line -> text.append(line).append('\n')));
    }
    return text.toString();
  }

  private static void sideBySide(List<EngineRun> runs, StringBuilder text) {
    text.append(" ".repeat(LABEL));
    runs.forEach(run -> text.append(cell(run.name())));
    text.append('\n').append("─".repeat(LABEL + COLUMN * runs.size())).append('\n');
    for (Row row : ROWS) {
      text.append(row.label()).append(" ".repeat(LABEL - row.label().length()));
      runs.forEach(run -> text.append(cell(row.value().apply(run))));
      text.append('\n');
    }
  }

  private static String cell(String value) {
    String fitted = LineBreaks.cut(value, COLUMN - 1);
    return " ".repeat(COLUMN - fitted.length()) + fitted;
  }

  private static Optional<String> problem(EngineRun run) {
    return Optional.ofNullable(run.problem()).map(text -> run.name() + " ended early: " + text);
  }

  private static String threads(EngineRun run) {
    return run.threads() < 1
        ? ""
        : ", " + run.threads() + (run.threads() == 1 ? " thread" : " threads");
  }

  private static Double last(EngineRun run, Function<EpochRecord, Double> value) {
    return run.lastEpoch().map(value).orElse(null);
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
  }

  static String loss(OptionalDouble value) {
    return loss(boxed(value));
  }

  static String percent(OptionalDouble share) {
    return percent(boxed(share));
  }

  static String loss(Double value) {
    return value == null
        ? "-"
        : String.format(Locale.ROOT, Math.abs(value) < 9999.9 ? "%.4f" : "%.2e", value);
  }

  static String percent(Double share) {
    return share == null ? "-" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  static String seconds(Double value) {
    return value == null
        ? "-"
        : String.format(Locale.ROOT, value < 9999.9 ? "%,.1f s" : "%,.0f s", value);
  }

  private static String imagesPerSecond(EngineRun run) {
    double images =
        run.epochs().stream().mapToDouble(epoch -> epoch.imagesPerSecond() * epoch.seconds()).sum();
    return run.epochs().isEmpty()
        ? "-"
        : String.format(Locale.ROOT, "%,.0f", images / run.trainSeconds());
  }

  private static String memory(EngineRun run) {
    return run.peakRssBytes().isEmpty()
        ? "-"
        : String.format(Locale.ROOT, "%,.0f MiB", run.peakRssBytes().getAsLong() / MEBIBYTE);
  }
}
