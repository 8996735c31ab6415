// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.compare.Tolerance;
import io.twingraph.engine.HostTensor;
import io.twingraph.error.SpecException;
import org.junit.jupiter.api.Test;

/** What a caller may tolerate, and what it then excuses. */
class StageLimitsTest {
  private static final Place LOGITS = new Place(Stage.ACTIVATION, "dense", "dense", null);
  private static final Place UPDATED =
      new Place(Stage.UPDATED_PARAMETERS, "dense", "dense/bias", null);

  private static HostTensor tensor(float... values) {
    return HostTensor.wrap(new int[] {values.length}, values);
  }

  private static Finding finding(Place place, double own) {
    return Finding.of(place, tensor(1, 2), tensor(1, 2.01f), new Tolerance(own, 0, "the project"));
  }

  private static StageLimits.Limited applied(StageLimits limits, Finding finding) {
    return limits.applied(finding);
  }

  @Test
  void stricterToleranceFailsWhatTheProjectsOwnAllows() {
    StageLimits limits = StageLimits.NONE.and(Stage.ACTIVATION, 0.001, 0, "");
    assertThat(finding(LOGITS, 0.1).passes()).isTrue();
    StageLimits.Limited strict = applied(limits, finding(LOGITS, 0.1));
    assertThat(strict.isExcess()).isTrue();
    assertThat(strict.meansTheSame()).isTrue();
    assertThat(strict.shown().tolerance().source())
        .isEqualTo("as the caller asks, which may not be wider");
  }

  @Test
  void widerToleranceNeedsAReason() {
    StageLimits silent = StageLimits.NONE.and(Stage.ACTIVATION, 0.1, 0, " ");
    StageLimits reasoned = StageLimits.NONE.and(Stage.ACTIVATION, 0.1, 0, "half precision");
    assertThat(applied(silent, finding(LOGITS, 0.001)).meansTheSame()).isFalse();
    assertThat(applied(reasoned, finding(LOGITS, 0.001)).meansTheSame()).isTrue();
    Blame blame = Blame.of("torch", 1, finding(LOGITS, 0.001));
    assertThat(silent.excuse(blame)).isFalse();
    assertThat(reasoned.excuse(blame)).isTrue();
  }

  @Test
  void toleranceOfOneStageLeavesTheOthers() {
    StageLimits limits = StageLimits.NONE.and(Stage.LOSS, 0.1, 0, "a reason");
    assertThat(applied(limits, finding(LOGITS, 0.001)).meansTheSame()).isFalse();
    assertThat(limits.excuse(Blame.of("torch", 1, finding(LOGITS, 0.001)))).isFalse();
  }

  @Test
  void optimizersFormulaIsNeverExcused() {
    StageLimits limits = StageLimits.NONE.and(Stage.UPDATED_PARAMETERS, 0.1, 0, "a reason");
    assertThat(limits.excuse(Blame.of("torch", 1, finding(UPDATED, 0.001)))).isFalse();
  }

  @Test
  void stagesOfCopiesTakeNoTolerance() {
    assertThatThrownBy(() -> StageLimits.NONE.and(Stage.BATCH, 1, 0, "a reason"))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            a stage that takes no tolerance
              where:    the tolerance for batch
              expected: a stage from activation to updated parameters
              got:      batch
              to do:    leave it out: copies are the same in every bit, or wrong""");
    assertThatThrownBy(() -> StageLimits.NONE.and(Stage.METRIC, 1, 0, "a reason"))
        .hasMessageContaining("assert on the report's row of the evaluation instead");
  }

  @Test
  void negativeToleranceIsRefused() {
    assertThatThrownBy(() -> StageLimits.NONE.and(Stage.LOSS, -1, 0, ""))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("a tolerance that is none")
        .hasMessageContaining("got:      -1.0 and 0.0");
  }
}
