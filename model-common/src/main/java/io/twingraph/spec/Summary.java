// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import java.util.Locale;

/** The layer table that Keras's {@code model.summary()} made familiar. */
public final class Summary {
  private static final String ROW = "%-34s %-22s %14s%n";
  private static final String RULE = "─".repeat(72);

  private Summary() {}

  /** Name and kind, output shape (batch first, channels last), parameters; then the totals. */
  public static String of(Experiment experiment) {
    Network network = experiment.network();
    StringBuilder text = new StringBuilder();
    text.append(String.format("Model: %s%n%s%n", experiment.name(), RULE));
    text.append(String.format(ROW, "Layer (type)", "Output shape", "Parameters"));
    text.append(RULE).append(System.lineSeparator());
    row(text, "input", "Input", network.input().shape(), 0);
    for (Network.Node node : network.layers()) {
      long count = node.parameters().stream().mapToLong(ParameterSpec::count).sum();
      row(text, node.name(), node.layer().getClass().getSimpleName(), node.output(), count);
    }
    long total = network.parameterCount();
    text.append(RULE).append(System.lineSeparator());
    text.append(
        String.format(Locale.ROOT, "Parameters: %,d (%.1f MB in float32)%n", total, total * 4e-6));
    return text.toString();
  }

  private static void row(StringBuilder text, String name, String kind, Shape shape, long count) {
    String dims =
        shape instanceof Shape.Image image
            ? "(N, " + image.height() + ", " + image.width() + ", " + image.channels() + ")"
            : "(N, " + shape + ")";
    text.append(
        String.format(
            Locale.ROOT,
            ROW,
            name + " (" + kind + ")",
            dims,
            String.format(Locale.ROOT, "%,d", count)));
  }
}
