// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The layer table that Keras's {@code model.summary()} made familiar. */
public final class Summary {
  private static final int WIDTH = 72;
  private static final int COUNT = 14;
  private static final int SHAPE = 22;
  private static final int LEAST_NAME = 10;

  private Summary() {}

  /** A line of the table. */
  private record Row(String name, String shape, String count) {}

  /** Name and kind, output shape (batch first, channels last), parameters; then the totals. */
  public static String of(Experiment experiment) {
    return of(experiment, WIDTH);
  }

  /** As {@link #of(Experiment)}, in lines of at most {@code columns} characters, at least 40. */
  public static String of(Experiment experiment, int columns) {
    List<Row> rows = rows(experiment.network());
    int count = Math.max(widest(rows, Row::count), columns < WIDTH ? 0 : COUNT);
    int shape = Math.max(widest(rows, Row::shape), columns < WIDTH ? 0 : SHAPE);
    int room = Math.max(LEAST_NAME, columns - count - shape - 2);
    int name = Math.min(room, Math.max(widest(rows, Row::name), WIDTH - COUNT - SHAPE - 2));
    String rule = "─".repeat(name + shape + count + 2);
    StringBuilder text = new StringBuilder();
    text.append("Model: ").append(experiment.name()).append('\n').append(rule).append('\n');
    for (Row row : rows) {
      text.append(cut(row.name(), name)).append(' ').append(row.shape());
      text.append(" ".repeat(shape - row.shape().length() + 1 + count - row.count().length()));
      text.append(row.count()).append('\n');
      if (row.equals(rows.get(0))) {
        text.append(rule).append('\n');
      }
    }
    long total = experiment.network().parameterCount();
    return text.append(rule)
        .append(
            String.format(
                Locale.ROOT, "\nParameters: %,d (%.1f MB in float32)\n", total, total * 4e-6))
        .toString();
  }

  private static List<Row> rows(Network network) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("Layer (type)", "Output shape", "Parameters"));
    rows.add(row("input", "Input", network.input().shape(), 0));
    for (Network.Node node : network.layers()) {
      long count = node.parameters().stream().mapToLong(ParameterSpec::count).sum();
      rows.add(row(node.name(), node.layer().getClass().getSimpleName(), node.output(), count));
    }
    return rows;
  }

  private static Row row(String name, String kind, Shape shape, long count) {
    String dims =
        shape instanceof Shape.Image image
            ? "(N, " + image.height() + ", " + image.width() + ", " + image.channels() + ")"
            : "(N, " + shape + ")";
    return new Row(name + " (" + kind + ")", dims, String.format(Locale.ROOT, "%,d", count));
  }

  private static int widest(List<Row> rows, Function<Row, String> cell) {
    return rows.stream().mapToInt(row -> cell.apply(row).length()).max().orElse(0);
  }

  /** A name of this many characters: without its end where it is longer. */
  private static String cut(String name, int width) {
    return name.length() > width
        ? name.substring(0, width - 1) + "…"
        : name + " ".repeat(width - name.length());
  }
}
