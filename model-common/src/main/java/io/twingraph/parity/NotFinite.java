// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;

/**
 * The first place at which values are NaN or infinite where nobody can be blamed for it: nothing
 * from there on can be judged, since NaN is equal to nothing.
 *
 * @param step 1 for the first; for an evaluation the number of steps before it
 * @param stage which stage
 * @param layer which layer's work it is
 * @param tensor canonical name
 * @param index of the first such value along each dimension, in the canonical layout; empty for a
 *     scalar
 * @param a the first engine's value there
 * @param b the second engine's
 * @param reference the float64 reference's; {@code null} without one
 * @param engine whose value it is; {@code null} where it is both engines'
 * @param explanation what float64 tells of the reason, and what to do, in a sentence
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record NotFinite(
    int step,
    Stage stage,
    String layer,
    String tensor,
    List<Integer> index,
    double a,
    double b,
    Double reference,
    String engine,
    String explanation) {
  public NotFinite {
    index = List.copyOf(index);
  }

  /** Where it is: {@code "step 2, activation dense at [0, 3]"}. */
  public String where() {
    return "step " + step + ", " + stage + " " + tensor + (index.isEmpty() ? "" : " at " + index);
  }

  /** Some lines for people: where, the values, and why. */
  public String describe(String nameA, String nameB) {
    String truth =
        reference == null
            ? ""
            : String.format(Locale.ROOT, "%n  %-10s %.9g", Parity.REFERENCE, reference);
    return "not finite from "
        + where()
        + String.format(Locale.ROOT, "%n  %-10s %.9g%n  %-10s %.9g", nameA, a, nameB, b)
        + truth
        + "\n  so:        "
        + explanation;
  }
}
