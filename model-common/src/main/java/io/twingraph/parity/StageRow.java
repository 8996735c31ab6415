// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One tensor of one stage over all the steps of a comparison; each number is the worst of them.
 *
 * @param stage which stage
 * @param layer whose work it is
 * @param tensor canonical name
 * @param identical whether every bit of every step is the same, and every value a number
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
 * @param distanceA the first engine's distance from the float64 reference, as a root mean square
 *     over the tensor, in the median of {@code distanceSteps}; {@code null} if there are none
 * @param distanceB the second engine's
 * @param distanceSteps steps at which the distances were measured: those that the engines and the
 *     reference began in one state and, for gradients and what is made of them, at which no ReLU
 *     and no pooling decided otherwise in float64
 * @param nearerA how many of these the first engine was nearer at, by more than 5 %
 * @param nearerB how many the second one was
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
    Double distanceB,
    int distanceSteps,
    int nearerA,
    int nearerB) {

  /** Which engine is nearer to float64. */
  public enum Nearer {
    /** The first, at more of the steps than chance explains. */
    FIRST,
    /** The second. */
    SECOND,
    /** Both, within 5 % in the median of steps enough. */
    BOTH,
    /** That is not told: too few steps, or no more than chance. */
    UNTOLD
  }

  /** Which engine is nearer to float64, by a sign test over the steps with p at most 0.05. */
  public Nearer nearer() {
    if (distanceA == null || distanceSteps < Nearness.STEPS) {
      return Nearer.UNTOLD;
    }
    double larger = Math.max(distanceA, distanceB);
    if (Math.min(distanceA, distanceB) >= 0.95 * larger) {
      return Nearer.BOTH;
    }
    if (!Nearness.tellsApart(distanceSteps, nearerA, nearerB)) {
      return Nearer.UNTOLD;
    }
    return nearerA > nearerB ? Nearer.FIRST : Nearer.SECOND;
  }

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
        distanceA,
        distanceB,
        distanceSteps,
        nearerA,
        nearerB);
  }

  /** This row with what was measured against float64. */
  StageRow measured(Nearness measured) {
    return new StageRow(
        stage,
        layer,
        tensor,
        identical,
        maxAbsolute,
        maxRelative,
        ulpP99,
        toleranceAbsolute,
        toleranceRelative,
        toleranceSource,
        used,
        step,
        judged,
        kinks,
        measured.median(0),
        measured.median(1),
        measured.steps(),
        measured.nearerA(),
        measured.nearerB());
  }
}
