// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import io.twingraph.graph.Graph;
import io.twingraph.graph.Node;
import io.twingraph.graph.Parameter;
import io.twingraph.op.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The layer table that Keras's {@code model.summary()} made familiar. */
public final class Summary {
  private static final int WIDTH = 72;
  private static final int COUNT = 14;
  private static final int SHAPE = 22;
  private static final int LEAST_NAME = 10;

  private Summary() {}

  /** A line of the table. */
  private record Row(String name, String shape, String count, String reads) {}

  /**
   * Name and kind, output shape (batch first, channels last), parameters, and what each layer reads
   * where that is not always the one before it; then the totals.
   */
  public static String of(Experiment experiment) {
    return of(experiment, WIDTH);
  }

  /** As {@link #of(Experiment)}, in lines of at most {@code columns} characters, at least 40. */
  public static String of(Experiment experiment, int columns) {
    List<Row> rows = rows(experiment.model());
    int count = Math.max(widest(rows, Row::count), columns < WIDTH ? 0 : COUNT);
    int shape = Math.max(widest(rows, Row::shape), columns < WIDTH ? 0 : SHAPE);
    int reads = widest(rows, Row::reads);
    int room = Math.max(LEAST_NAME, columns - count - shape - 2 - (reads == 0 ? 0 : reads + 2));
    int name = Math.min(room, Math.max(widest(rows, Row::name), WIDTH - COUNT - SHAPE - 2));
    String rule = "─".repeat(name + shape + count + 2 + (reads == 0 ? 0 : reads + 2));
    StringBuilder text = new StringBuilder();
    text.append("Model: ").append(experiment.name()).append('\n').append(rule).append('\n');
    for (Row row : rows) {
      text.append(cut(row.name(), name)).append(' ').append(row.shape());
      text.append(" ".repeat(shape - row.shape().length() + 1 + count - row.count().length()));
      text.append(row.count());
      text.append(row.reads().isEmpty() ? "" : "  " + row.reads()).append('\n');
      if (row.equals(rows.get(0))) {
        text.append(rule).append('\n');
      }
    }
    long total = experiment.graph().parameterCount();
    return text.append(rule)
        .append(
            String.format(
                Locale.ROOT, "\nParameters: %,d (%.1f MB in float32)\n", total, total * 4e-6))
        .toString();
  }

  private static List<Row> rows(Model model) {
    List<Row> rows = new ArrayList<>();
    boolean chain = model.layers().stream().allMatch(layer -> layer.from().isEmpty());
    rows.add(new Row("Layer (type)", "Output shape", "Parameters", chain ? "" : "Reads"));
    rows.add(row(Graph.INPUT, "Input", model.graph().input().type(), 0, ""));
    Map<String, List<Node>> nodes = model.graph().layers();
    for (int i = 0; i < model.layers().size(); i++) {
      String name = model.layerNames().get(i);
      List<Node> own = nodes.get(name);
      long count =
          own.stream()
              .flatMap(node -> node.parameters().stream())
              .mapToLong(Parameter::count)
              .sum();
      TensorType output = own.get(own.size() - 1).output().type();
      Layer layer = model.layers().get(i);
      String kind = layer.bare().getClass().getSimpleName();
      rows.add(row(name, kind, output, count, chain ? "" : reads(model, i)));
    }
    return rows;
  }

  private static String reads(Model model, int i) {
    List<String> from = model.layers().get(i).from();
    return from.isEmpty()
        ? i == 0 ? Graph.INPUT : model.layerNames().get(i - 1)
        : String.join(", ", from);
  }

  private static Row row(String name, String kind, TensorType type, long count, String reads) {
    String dims =
        type.shape().stream().map(String::valueOf).collect(Collectors.joining(", ", "(N, ", ")"));
    return new Row(name + " (" + kind + ")", dims, String.format(Locale.ROOT, "%,d", count), reads);
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
