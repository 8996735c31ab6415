// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twingraph.data.Batch;
import io.twingraph.data.Datasets;
import io.twingraph.nativelib.NativeParts;
import io.twingraph.parity.NotFinite;
import io.twingraph.parity.Parity;
import io.twingraph.parity.Parity.ReferenceUse;
import io.twingraph.parity.ParityMode;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.ParityVerdict;
import io.twingraph.parity.Stage;
import io.twingraph.parity.StageRow;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of libtorch and TensorFlow, and what is not. */
class EvidenceTest {
  private static Experiment experiment() {
    Model model =
        Model.of(
            Input.of(14, 14, 1),
            Layer.conv2d(4, 3).withActivation(ActivationFunction.RELU),
            Layer.flatten(),
            Layer.dense(16).withActivation(ActivationFunction.RELU),
            Layer.dense(10));
    return Experiment.of("evidence", model).withBatchSize(8);
  }

  private static Parity parity(Experiment experiment) {
    return Parity.of(
            experiment, TrainingData.of(Datasets.load("digits").limit(200, 20), experiment))
        .threads(2);
  }

  @ParameterizedTest(name = "{0}, reference {1}")
  @CsvSource({"RESYNC,IF_AVAILABLE", "RESYNC,OFF", "FREE,IF_AVAILABLE", "FREE,OFF"})
  void trainingThatOverflowsInBothIsNothingToJudge(ParityMode mode, ReferenceUse reference) {
    Experiment overflows = experiment().withLearningRate(1e30);
    ParityReport report = parity(overflows).mode(mode).reference(reference).steps(6).run();
    assertThat(report.verdict())
        .as(report.describe())
        .isEqualTo(ParityVerdict.NOTHING_CAN_BE_JUDGED);
    NotFinite at = report.notFinite();
    assertThat(at.step()).isEqualTo(2);
    if (report.reference() == null) {
      assertThat(at.explanation()).contains("for the float64 reference to say");
    } else {
      assertThat(Math.abs(at.reference())).isGreaterThan(Float.MAX_VALUE);
      assertThat(at.explanation()).contains("has left the range of float32 (3.4e38)");
    }
  }

  @Test
  void batchThatIsNoNumberIsNothingToJudge() {
    float[] images = new float[2 * 14 * 14];
    images[3] = Float.POSITIVE_INFINITY;
    Batch batch = Batch.of(14, 14, 1, images, 1, 2);
    ParityReport report =
        Parity.of(experiment(), List.of(batch).iterator(), "given").steps(1).threads(2).run();
    assertThat(report.verdict()).isEqualTo(ParityVerdict.NOTHING_CAN_BE_JUDGED);
    assertThat(report.notFinite().where()).isEqualTo("step 1, batch input at [0, 0, 3, 0]");
  }

  /** Free steps part at kinks: what they are from float64 says nothing of how exact they are. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void freeModeDoesNotSayWhoIsNearer(long seed) {
    assumeTrue(NativeParts.available(), "skipped: the float64 reference was not built");
    Experiment seeded = experiment().withSeeds(Seeds.of(seed)).withLearningRate(0.5);
    ParityReport report = parity(seeded).mode(ParityMode.FREE).steps(20).run();
    assertThat(report.verdict().isAgreement()).as(report.describe()).isTrue();
    assertThat(report.evidence())
        .anyMatch(
            line ->
                line.equals(
                    "which engine is nearer to float64 is not said: that takes 6 steps from one"
                        + " state, and there is 1 (in free mode only the first is one)"));
    assertThat(report.rows())
        .allMatch(row -> row.distanceSteps() <= 1)
        .allMatch(row -> row.nearer() == StageRow.Nearer.UNTOLD);
  }

  @Test
  void resyncSaysWhatWasComparedOverHowManySteps() {
    assumeTrue(NativeParts.available(), "skipped: the float64 reference was not built");
    ParityReport report = parity(experiment()).steps(8).run();
    assertThat(report.evidence())
        .as(report.describe())
        .filteredOn(line -> line.contains("float64"))
        .singleElement()
        .asString()
        .containsPattern(", over 8 steps from one state, \\d+( to \\d+)? tensors each");
    assertThat(report.rows())
        .filteredOn(row -> row.stage() == Stage.ACTIVATION)
        .allMatch(row -> row.distanceSteps() == 8);
  }

  @ParameterizedTest
  @CsvSource({"IF_AVAILABLE", "OFF"})
  void tolerancesThatAreTooStrictAreBeyondThemAndNothingElse(ReferenceUse reference) {
    ParityReport report =
        parity(experiment())
            .reference(reference)
            .tolerance(Stage.ACTIVATION, 1e-12, 1e-12, "")
            .steps(2)
            .run();
    assertThat(report.verdict())
        .as(report.describe())
        .isEqualTo(ParityVerdict.BEYOND_THE_GIVEN_TOLERANCE)
        .hasToString("beyond the given tolerance");
    assertThat(report.divergence()).isNull();
    assertThat(report.losses()).hasSize(2);
    assertThat(report.excess().stage()).isEqualTo(Stage.ACTIVATION);
    assertThat(report.excess().share()).isGreaterThan(1);
    assertThat(report.describe())
        .contains("beyond the given tolerance first at step 1: activation, layer ")
        .contains("as the caller asks, which may not be wider")
        .doesNotContain("cannot be told", "likely:", "wrong:");
  }
}
