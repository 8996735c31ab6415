// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One tensor of one stage over all the steps of a comparison; each number is the worst of them.
 *
 * @param stage which stage
 * @param layer whose work it is
 * @param tensor canonical name
 * @param identical whether every bit of every step is the same
 * @param maxAbsolute largest {@code |a-b|}
 * @param maxRelative largest {@code |a-b| / max(|a|,|b|)}
 * @param ulpP99 99th percentile of the float32 steps from one to the other
 * @param toleranceAbsolute absolute part of the tolerance, at the step that used most of it
 * @param toleranceRelative relative part
 * @param toleranceSource where the tolerance comes from
 * @param used largest part of the tolerance that was used, 1 being all of it; the tolerance that is
 *     required is {@code used} times the one that is given
 * @param step the step that used most
 * @param judged whether the tolerance decides; in free mode it does at the first step only
 * @param kinks steps at which the engines lay on two sides of a kink (a ReLU's input of nearly 0,
 *     two values of nearly one size in a pooling window) or a sum cancelled, so that they were
 *     beyond the tolerance between them; each was then held to the reference's answer from its own
 *     inputs, and {@code used} is what it used of that
 * @param distanceA largest distance of the first engine from the float64 reference, as a root mean
 *     square over the tensor; {@code null} without one
 * @param distanceB the second engine's
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record StageRow(
    Stage stage,
    String layer,
    String tensor,
    boolean identical,
    double maxAbsolute,
    double maxRelative,
    int ulpP99,
    double toleranceAbsolute,
    double toleranceRelative,
    String toleranceSource,
    double used,
    int step,
    boolean judged,
    int kinks,
    Double distanceA,
    Double distanceB) {

  /** Whether the tolerance was kept at every step. */
  public boolean withinTolerance() {
    return used <= 1;
  }

  /** The worse of two rows of the same tensor. */
  StageRow worst(StageRow other) {
    StageRow worse = other.used > used ? other : this;
    return new StageRow(
        stage,
        layer,
        tensor,
        identical && other.identical,
        Math.max(maxAbsolute, other.maxAbsolute),
        Math.max(maxRelative, other.maxRelative),
        Math.max(ulpP99, other.ulpP99),
        worse.toleranceAbsolute,
        worse.toleranceRelative,
        worse.toleranceSource,
        worse.used,
        worse.step,
        judged || other.judged,
        kinks + other.kinks,
        larger(distanceA, other.distanceA),
        larger(distanceB, other.distanceB));
  }

  private static Double larger(Double a, Double b) {
    return a == null ? b : b == null ? a : Double.valueOf(Math.max(a, b));
  }
}
