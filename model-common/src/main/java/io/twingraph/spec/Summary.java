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

  /** A line of the table as text. */
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
    int most = Math.max(LEAST_NAME, columns - count - shape - LEAST_NAME - 4);
    int reads = Math.min(widest(rows, Row::reads), most);
    int room = Math.max(LEAST_NAME, columns - count - shape - 2 - (reads == 0 ? 0 : reads + 2));
    int name = Math.min(room, Math.max(widest(rows, Row::name), WIDTH - COUNT - SHAPE - 2));
    String rule = "─".repeat(name + shape + count + 2 + (reads == 0 ? 0 : reads + 2));
    StringBuilder text = new StringBuilder();
    text.append("Model: ").append(experiment.name()).append('\n').append(rule).append('\n');
    for (Row row : rows) {
      text.append(cut(row.name(), name)).append(' ').append(row.shape());
      text.append(" ".repeat(shape - row.shape().length() + 1 + count - row.count().length()));
      text.append(row.count());
      text.append(row.reads().isEmpty() ? "" : "  " + cut(row.reads(), reads).stripTrailing());
      text.append('\n');
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

  /**
   * What the table says of the input or of a layer.
   *
   * @param name its name; {@code "input"} for the input
   * @param kind what it is, as in {@code "Conv2d"}
   * @param output of one sample
   * @param parameters trainable values
   * @param reads the names of what it reads, in the layer's order; empty for the input
   */
  public record Line(
      String name, String kind, TensorType output, long parameters, List<String> reads) {
    public Line {
      reads = List.copyOf(reads);
    }

    /** The output's shape as people read it, in values: {@code "(N, 28, 28, 1)"}. */
    public String shape() {
      return output.shape().stream()
          .map(String::valueOf)
          .collect(Collectors.joining(", ", "(N, ", ")"));
    }
  }

  /**
   * The table's content: the input, then the layers in their order.
   *
   * @throws io.twingraph.error.SpecException if the model has no graph
   */
  public static List<Line> lines(Model model) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line(Graph.INPUT, "Input", model.graph().input().type(), 0, List.of()));
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
      List<String> from = layer.from().isEmpty() ? List.of(lines.get(i).name()) : layer.from();
      lines.add(new Line(name, kind, output, count, from));
    }
    return lines;
  }

  private static List<Row> rows(Model model) {
    List<Row> rows = new ArrayList<>();
    boolean chain = model.layers().stream().allMatch(layer -> layer.from().isEmpty());
    rows.add(new Row("Layer (type)", "Output shape", "Parameters", chain ? "" : "Reads"));
    for (Line line : lines(model)) {
      rows.add(
          new Row(
              line.name() + " (" + line.kind() + ")",
              line.shape(),
              String.format(Locale.ROOT, "%,d", line.parameters()),
              chain ? "" : String.join(", ", line.reads())));
    }
    return rows;
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
