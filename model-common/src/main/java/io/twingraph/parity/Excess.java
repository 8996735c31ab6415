// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;

/**
 * The first place at which the engines are further apart than the caller tolerates. It says nothing
 * of what they mean: that is held to this project's own tolerances.
 *
 * @param step 1 for the first
 * @param stage which stage
 * @param layer which layer's work it is
 * @param tensor canonical name
 * @param index of the worst value along each dimension, in the canonical layout; empty for a scalar
 * @param a the first engine's value there
 * @param b the second engine's value there
 * @param allowed how far they may be apart there
 * @param share how many times that they are; the given tolerance times this would have passed there
 * @param source the reason that the caller gave, or that none was given
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Excess(
    int step,
    Stage stage,
    String layer,
    String tensor,
    List<Integer> index,
    double a,
    double b,
    double allowed,
    double share,
    String source) {
  public Excess {
    index = List.copyOf(index);
  }

  static Excess of(Finding finding, int step) {
    Place place = finding.place();
    int at = Math.max(0, finding.difference().worst());
    double a = finding.a().value(at);
    double b = finding.b().value(at);
    return new Excess(
        step,
        place.stage(),
        place.layer(),
        place.tensor(),
        Divergence.index(finding.a().index(at)),
        a,
        b,
        finding.tolerance().allowed(a, b),
        finding.difference().share(),
        finding.tolerance().source());
  }

  /** Some lines for people: where, the values, and what was allowed. */
  public String describe(String nameA, String nameB) {
    return String.format(
        Locale.ROOT,
        "beyond the given tolerance first at step %d: %s, layer %s, tensor %s%s%n"
            + "  %-10s %.9g%n  %-10s %.9g%n  allowed distance %.3g (%s); they are %.3g apart",
        step,
        stage,
        layer,
        tensor,
        index.isEmpty() ? "" : " at " + index,
        nameA,
        a,
        nameB,
        b,
        allowed,
        source,
        Math.abs(a - b));
  }
}
