// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static io.twingraph.parity.Tensors.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.TensorMap;
import io.twingraph.op.LedgerRow;
import io.twingraph.run.RunFixtures;
import io.twingraph.spec.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationCheckTest {
  private static final int[] RIGHT = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0};
  private static final int[] ONE_OFF = {0, 1, 2, 0, 1, 2, 0, 1, 2, 1};
  private static final int[] TWO_OFF = {0, 1, 2, 0, 1, 2, 0, 1, 1, 1};

  /** A subject of one parameter of two values whose evaluation is given. */
  private static final class Given implements Subject {
    private final String name;
    private final Evaluation evaluation;
    private final float moves;
    private float second = 5;

    Given(String name, Evaluation evaluation, float moves) {
      this.name = name;
      this.evaluation = evaluation;
      this.moves = moves;
    }

    @Override
    public EngineInfo info() {
      return new EngineInfo(name, "1", "cpu", 1, Map.of());
    }

    @Override
    public TensorMap parameters() {
      return new TensorMap(Map.of("dense/bias", vector(4, second)));
    }

    @Override
    public Observation step(Batch batch) {
      throw new UnsupportedOperationException("no steps here");
    }

    @Override
    public void follow(TensorMap parameters, OptimizerState state) {
      throw new UnsupportedOperationException("no steps here");
    }

    @Override
    public Evaluation evaluate(BatchSource batches) {
      second += moves;
      return evaluation;
    }

    @Override
    public void close() {}
  }

  private final List<StageRow> rows = new ArrayList<>();

  private static Given subject(String name, double loss, int... predictions) {
    return new Given(name, new Evaluation(loss, 7, predictions), 0);
  }

  private Divergence check(Subject a, Subject b, Subject reference) {
    return check().run(a, b, reference, rows);
  }

  private static EvaluationCheck check() {
    Experiment experiment = RunFixtures.experiment();
    BatchSource samples = BatchSource.of(RunFixtures.images(10, 1), experiment.model().input(), 4);
    return new EvaluationCheck(samples, 5);
  }

  @Test
  void lossesThatAreNoNumbersInBothCannotBeJudged() {
    Subject nan = subject("a", Double.NaN, RIGHT);
    for (double loss : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      EvaluationCheck check = check();
      assertThat(check.run(nan, subject("b", loss, RIGHT), subject("r", 2, RIGHT), rows)).isNull();
      assertThat(rows).isEmpty();
      assertThat(check.notFinite().where()).isEqualTo("step 5, metric loss");
      assertThat(check.notFinite().engine()).isNull();
      assertThat(check.notFinite().explanation()).contains("it is 2.00 in float64");
    }
  }

  @Test
  void lossThatIsNoNumberInOneOnlyIsADivergence() {
    EvaluationCheck check = check();
    Subject nan = subject("a", Double.NaN, RIGHT);
    Divergence found = check.run(nan, subject("b", 2, RIGHT), subject("r", 2, RIGHT), rows);
    assertThat(found.engine()).isEqualTo("a");
    assertThat(check.notFinite()).isNull();
    assertThat(rows.get(0).withinTolerance()).isFalse();
  }

  @Test
  void evaluationsWithinRoundingAgreeAndGiveARow() {
    Divergence found =
        check(
            subject("a", 1, RIGHT), subject("b", 1.000005, ONE_OFF), subject("r", 1.000001, RIGHT));
    assertThat(found).isNull();
    StageRow row = rows.get(0);
    assertThat(row.stage()).isEqualTo(Stage.METRIC);
    assertThat(row.tensor()).isEqualTo("loss");
    assertThat(row.step()).isEqualTo(5);
    assertThat(row.identical()).isFalse();
    assertThat(row.maxAbsolute()).isCloseTo(5e-6, within(1e-15));
    assertThat(row.used()).isCloseTo(5e-6 / (1e-6 + 1.000005e-5), within(1e-9));
    assertThat(row.distanceA()).isCloseTo(1e-6, within(1e-15));
    assertThat(row.distanceB()).isCloseTo(4e-6, within(1e-15));
  }

  @Test
  void lossesApartAreADivergenceOfNobodyWithoutAReference() {
    Divergence found = check(subject("a", 1, RIGHT), subject("b", 1.5, RIGHT), null);
    assertThat(found.engine()).isNull();
    assertThat(found.reference()).isNull();
    assertThat(found.row()).isEqualTo(LedgerRow.LAST_PARTIAL_BATCH);
    assertThat(found.a()).isEqualTo(1);
    assertThat(found.b()).isEqualTo(1.5);
    assertThat(found.allowed()).isCloseTo(1.6e-5, within(1e-15));
    assertThat(found.explanation())
        .isEqualTo(
            "from the same parameters, 7 and 7 of 10 correct: a batch is left out or weighs"
                + " otherwise");
    assertThat(rows.get(0).withinTolerance()).isFalse();
  }

  @Test
  void referenceSaysWhichOfTheTwoIsWrong() {
    Given right = subject("right", 1, RIGHT);
    Given wrong = subject("wrong", 1.5, RIGHT);
    Given truth = subject("reference", 1, RIGHT);
    assertThat(check(right, wrong, truth).engine()).isEqualTo("wrong");
    assertThat(check(wrong, right, truth).engine()).isEqualTo("wrong");
    assertThat(check(wrong, right, truth).reference()).isEqualTo(1);
    assertThat(check(right, wrong, subject("reference", 3, RIGHT)).engine()).isNull();
  }

  @Test
  void oneNearTieIsAllowedAndASecondAmongTenIsNot() {
    assertThat(check(subject("a", 1, RIGHT), subject("b", 1, ONE_OFF), null)).isNull();
    assertThat(check(subject("a", 1, RIGHT), subject("b", 1, TWO_OFF), null)).isNotNull();
    assertThat(check(subject("a", 1, RIGHT), subject("b", 1, 0, 1, 2), null)).isNotNull();
  }

  @Test
  void evaluationThatMovesAParameterIsNamedWithBothValues() {
    Evaluation evaluation = new Evaluation(1, 7, RIGHT);
    Divergence second =
        check(new Given("a", evaluation, 0), new Given("b", evaluation, 0.5f), null);
    assertThat(second.engine()).isEqualTo("b");
    assertThat(second.tensor()).isEqualTo("dense/bias");
    assertThat(second.index()).containsExactly(1);
    assertThat(second.a()).isEqualTo(5);
    assertThat(second.b()).isEqualTo(5.5);
    assertThat(second.reference()).isEqualTo(5);
    assertThat(second.row()).isEqualTo(LedgerRow.EVALUATION);
    Divergence first = check(new Given("a", evaluation, 0.5f), new Given("b", evaluation, 0), null);
    assertThat(first.engine()).isEqualTo("a");
    assertThat(first.a()).isEqualTo(5.5);
    assertThat(first.b()).isEqualTo(5);
  }

  @Test
  void subjectThatCannotEvaluateIsNotCompared() {
    assertThat(check(new Given("a", null, 0), subject("b", 1, RIGHT), null)).isNull();
    assertThat(rows).isEmpty();
  }
}
