// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.twingraph.op.LedgerRow;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The first place at which what entered agrees and what left does not.
 *
 * @param step 1 for the first
 * @param stage which stage
 * @param layer which layer's work it is
 * @param tensor canonical name
 * @param index of the worst value along each dimension, in the canonical layout; empty for a scalar
 * @param a the first engine's value there
 * @param b the second engine's value there
 * @param reference what it should be in float64, given what entered; {@code null} if nobody knows
 * @param allowed how far an engine may be from that
 * @param engine which engine is wrong; {@code null} if that cannot be told
 * @param row the row of the semantic ledger that most likely explains it
 * @param explanation why that row, in a sentence
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Divergence(
    int step,
    Stage stage,
    String layer,
    String tensor,
    List<Integer> index,
    double a,
    double b,
    Double reference,
    double allowed,
    String engine,
    LedgerRow row,
    String explanation) {
  public Divergence {
    index = List.copyOf(index);
  }

  /** The row-major offset's index in a tensor of this shape, as a list. */
  static List<Integer> index(int[] index) {
    return Arrays.stream(index).boxed().toList();
  }

  /** Some lines for people: where, the values, who, and why. */
  public String describe(String nameA, String nameB) {
    StringBuilder text = new StringBuilder();
    text.append("first divergence at step ")
        .append(step)
        .append(": ")
        .append(stage)
        .append(", layer ")
        .append(layer)
        .append(", tensor ")
        .append(tensor)
        .append(index.isEmpty() ? "" : " at " + index)
        .append(String.format(Locale.ROOT, "%n  %-10s %.9g%n  %-10s %.9g", nameA, a, nameB, b));
    if (reference != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n  %-10s %.17g (allowed distance %.3g)",
              "should be",
              reference,
              allowed));
    } else {
      text.append(String.format(Locale.ROOT, "%n  allowed distance %.3g", allowed));
    }
    text.append("\n  wrong:     ")
        .append(engine == null ? "cannot be told without the reference engine" : engine);
    return text.append("\n  likely:    row ")
        .append(row.number())
        .append(", ")
        .append(row)
        .append(": ")
        .append(explanation)
        .toString();
  }
}
