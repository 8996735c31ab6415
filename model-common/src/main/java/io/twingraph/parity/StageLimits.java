// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.Tolerance;
import io.twingraph.error.SpecException;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a caller tolerates at a stage instead of this project's own tolerance: less without a
 * reason, less or more with one. Immutable.
 */
final class StageLimits {
  /** The project's own tolerances. */
  static final StageLimits NONE = new StageLimits(Map.of());

  private final Map<Stage, Limit> limits;

  /** A tolerance, and whether it replaces the project's where that is stricter. */
  private record Limit(Tolerance tolerance, boolean mayBeWider) {}

  private StageLimits(Map<Stage, Limit> limits) {
    this.limits = limits;
  }

  /**
   * These and one more.
   *
   * @throws SpecException if the stage has copies or an evaluation, or a number is none
   */
  StageLimits and(Stage stage, double absolute, double relative, String reason) {
    String where = "the tolerance for " + stage;
    if (stage.compareTo(Stage.ACTIVATION) < 0 || stage == Stage.METRIC) {
      throw SpecException.of(
          "a stage that takes no tolerance",
          where,
          "a stage from activation to updated parameters",
          stage,
          stage == Stage.METRIC
              ? "assert on the report's row of the evaluation instead"
              : "leave it out: copies are the same in every bit, or wrong");
    }
    if (!(absolute >= 0 && relative >= 0 && absolute + relative < Double.POSITIVE_INFINITY)) {
      throw SpecException.of(
          "a tolerance that is none",
          where,
          "an absolute and a relative part, each 0 or more",
          absolute + " and " + relative,
          "give both");
    }
    Map<Stage, Limit> all = new EnumMap<>(Stage.class);
    all.putAll(limits);
    String source = reason.isBlank() ? "as the caller asks, which may not be wider" : reason;
    all.put(stage, new Limit(new Tolerance(absolute, relative, source), !reason.isBlank()));
    return new StageLimits(all);
  }

  /** A finding under the project's tolerance and under the caller's. */
  record Limited(Finding meaning, Finding given, boolean mayBeWider) {
    /** Whether the caller's tolerance is exceeded, to which there are no exceptions. */
    boolean isExcess() {
      return given != null && !given.passes();
    }

    /** What the engines' meaning is judged by: the project's tolerance, or a wider one. */
    boolean meansTheSame() {
      return meaning.passes() || (mayBeWider && given.passes());
    }

    /** The finding for the row: under the caller's tolerance, if that decides more. */
    Finding shown() {
      boolean own = given == null || (!mayBeWider && share(meaning) > share(given));
      return own ? meaning : given;
    }

    private static double share(Finding finding) {
      return finding.difference().share();
    }
  }

  /** A finding under these limits. */
  Limited applied(Finding own) {
    Limit limit = limits.get(own.place().stage());
    return limit == null
        ? new Limited(own, null, false)
        : new Limited(
            own, Finding.of(own.place(), own.a(), own.b(), limit.tolerance()), limit.mayBeWider());
  }

  /**
   * Whether a wider limit allows what an engine is blamed for. The optimizer's formula is checked
   * as ever.
   */
  boolean excuse(Blame blame) {
    Limit limit = limits.get(blame.place().stage());
    return limit != null
        && limit.mayBeWider()
        && blame.place().stage().compareTo(Stage.PARAMETER_GRADIENT) <= 0
        && blame.expected() != null
        && Difference.of(blame.actual(), blame.expected(), limit.tolerance()).passes();
  }
}
