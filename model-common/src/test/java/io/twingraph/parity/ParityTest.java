// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.error.SpecException;
import io.twingraph.run.RunFixtures;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.ExperimentFile;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole comparisons of the fake engine with itself. */
class ParityTest {
  private static final Experiment EXPERIMENT = RunFixtures.experiment();

  private static Parity parity(Experiment experiment) {
    return Parity.of(experiment, RunFixtures.images(10, 1), RunFixtures.images(6, 2), "bands")
        .engines(new FakeEngineProvider(), new FakeEngineProvider())
        .reference(Parity.ReferenceUse.OFF)
        .threads(1);
  }

  @Test
  void oneEngineTwiceIsIdenticalAndSaysSo() {
    ParityReport report = parity(EXPERIMENT).steps(3).run();
    assertThat(report.verdict()).isEqualTo(ParityVerdict.IDENTICAL);
    assertThat(report.divergence()).isNull();
    // 24 tensors of a step (see OperationTest, less 4 slots) and the evaluation.
    assertThat(report.describe())
        .isEqualTo(
            "fake and fake (2) on experiment 'small', 3 steps: identical\n"
                + "  25 of 25 tensors are the same in every bit\n"
                + "  without the float64 reference (it was turned off): nobody says who is nearer"
                + " to the truth");
  }

  @Test
  void tooFewBatchesAreRefused() {
    List<Batch> one = List.of(RandomExperiments.batch(EXPERIMENT, 2, 1));
    Parity parity =
        Parity.of(EXPERIMENT, one.iterator(), "one")
            .engines(new FakeEngineProvider(), new FakeEngineProvider())
            .reference(Parity.ReferenceUse.OFF)
            .steps(3);
    assertThatThrownBy(parity::run)
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("too few batches")
        .hasMessageContaining("where:    step 2")
        .hasMessageContaining("a batch for each of 3 steps")
        .hasMessageContaining("got:      1 batches");
  }

  @Test
  void reportSaysWhatWasComparedAndHow() {
    ParityReport report = parity(EXPERIMENT).steps(3).run();
    assertThat(report.experiment()).isEqualTo(EXPERIMENT);
    assertThat(report.data()).isEqualTo("bands");
    assertThat(report.mode()).isEqualTo(ParityMode.RESYNC);
    assertThat(report.stepsWanted()).isEqualTo(3);
    assertThat(report.engines()).extracting("name").containsExactly("fake", "fake (2)");
    assertThat(report.engines()).extracting("threads").containsExactly(1, 1);
    assertThat(report.reference()).isNull();
    assertThat(report.leftEnvelopeAt()).isNull();
    assertThat(report.rows()).hasSize(25);
    assertThat(report.rows()).allMatch(StageRow::identical).allMatch(StageRow::withinTolerance);
    assertThat(report.rows().get(24).stage()).isEqualTo(Stage.METRIC);
    assertThat(report.losses()).extracting(StepLosses::step).containsExactly(1, 2, 3);
    assertThat(report.losses()).extracting(StepLosses::samples).containsExactly(4, 4, 2);
    assertThat(report.losses())
        .allSatisfy(
            losses -> {
              assertThat(losses.a()).isEqualTo(losses.b()).isBetween(0.1, 10.0);
              assertThat(losses.reference()).isNull();
              assertThat(losses.envelope()).isNull();
              assertThat(losses.batchSha256()).hasSize(64);
            });
    assertThat(report.timing().engines()).isPositive();
    assertThat(report.timing().reference()).isZero();
    assertThat(report.timing().comparison()).isPositive();
    assertThat(report.provenance().nativeVersions()).containsOnlyKeys("fake", "fake (2)");
  }

  @Test
  void reportSaysThatImagesWereResized() {
    Experiment sized =
        Experiment.of("sized", Model.of(Input.of(4, 8, 1), Layer.flatten(), Layer.dense(3)));
    TrainingData data = TrainingData.of(RunFixtures.dataset(10, 3), sized);
    ParityReport report =
        Parity.of(sized, data)
            .engines(new FakeEngineProvider(), new FakeEngineProvider())
            .reference(Parity.ReferenceUse.OFF)
            .steps(1)
            .run();
    assertThat(report.data()).isEqualTo("bands, resized from 6x6x1");
    assertThat(report.verdict()).isEqualTo(ParityVerdict.IDENTICAL);
  }

  @Test
  void everyOptimizerIsIdenticalInBothModes() {
    List<Optimizer> optimizers =
        List.of(new Optimizer.Sgd(0.9, false), new Optimizer.Sgd(0.9, true), Optimizer.adam());
    for (Optimizer optimizer : optimizers) {
      for (ParityMode mode : ParityMode.values()) {
        ParityReport report = parity(EXPERIMENT.withOptimizer(optimizer)).mode(mode).steps(4).run();
        assertThat(report.verdict())
            .as("%s, %s: %s", optimizer, mode, report.describe())
            .isEqualTo(ParityVerdict.IDENTICAL);
      }
    }
  }

  @Test
  void reportGoesThroughJsonAndBack() throws Exception {
    ParityReport identical = parity(EXPERIMENT).mode(ParityMode.FREE).steps(2).run();
    ParityReport different =
        parity(EXPERIMENT).engines(new FakeEngineProvider(), new ParityFaultsTest.Off()).run();
    assertThat(different.divergence()).isNotNull();
    for (ParityReport report : List.of(identical, different)) {
      String json = ExperimentFile.json().writeValueAsString(report);
      assertThat(ExperimentFile.json().readValue(json, ParityReport.class)).isEqualTo(report);
      assertThat(json).contains("\"verdict\" : \"" + report.verdict() + "\"");
    }
  }

  @Test
  void reportOfStepsThatAreNotFiniteGoesThroughJsonToo() throws Exception {
    ParityReport report = exploding(ParityMode.RESYNC);
    String json = ExperimentFile.json().writeValueAsString(report);
    assertThat(ExperimentFile.json().readValue(json, ParityReport.class)).isEqualTo(report);
    // Strict JSON: what is no number is a text.
    assertThat(json)
        .contains("\"verdict\" : \"nothing can be judged\"")
        .doesNotContainPattern("[:\\[,] *-?(NaN|Infinity)");
    new ObjectMapper().readTree(json);
  }

  private static ParityReport exploding(ParityMode mode) {
    return parity(EXPERIMENT.withLearningRate(1e30)).mode(mode).steps(12).run();
  }

  @Test
  void listenerIsToldOfEveryStep() {
    List<String> told = new ArrayList<>();
    ParityReport report =
        parity(EXPERIMENT)
            .steps(2)
            .listener((done, wanted, losses) -> told.add(done + "/" + wanted + " " + losses.a()))
            .run();
    assertThat(told)
        .containsExactly("1/2 " + report.losses().get(0).a(), "2/2 " + report.losses().get(1).a());
  }

  @Test
  void comparisonWithoutAnEvaluationHasNoMetricRow() {
    List<Batch> batches = new ArrayList<>();
    batches.add(RandomExperiments.batch(EXPERIMENT, 3, 1));
    ParityReport report =
        Parity.of(EXPERIMENT, batches.iterator(), "given")
            .engines(new FakeEngineProvider(), new FakeEngineProvider())
            .reference(Parity.ReferenceUse.OFF)
            .steps(1)
            .run();
    assertThat(report.rows()).hasSize(24).noneMatch(row -> row.stage() == Stage.METRIC);
    assertThat(report.describe()).contains("'small', 1 step: identical");
  }

  @Test
  void fewerThanOneStepIsRefused() {
    assertThatThrownBy(() -> parity(EXPERIMENT).steps(0))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            number too small
              where:    steps
              expected: a whole number of at least 1
              got:      0
              to do:    use 1 or more""");
  }

  @Test
  void missingReferenceIsRefusedWhereItIsRequired() {
    MeddledProvider counted = new MeddledProvider();
    assertThatThrownBy(
            () ->
                parity(EXPERIMENT)
                    .engines(counted, counted)
                    .reference(Parity.ReferenceUse.REQUIRED)
                    .run())
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessage(
            """
            reference: the engine is not available
              missing: no provider of this name is on the class path (there: none)
              to do:   add the artifact io.twingraph:twingraph-native to the class path""");
    assertThat(counted.sessionsInAll).isEqualTo(2);
    assertThat(counted.openSessions).isZero();
    assertThat(counted.openEngines).isZero();
  }

  @Test
  void missingReferenceIsNamedWhereItIsOptional() {
    ParityReport report =
        parity(EXPERIMENT).reference(Parity.ReferenceUse.IF_AVAILABLE).steps(1).run();
    assertThat(report.reference()).isNull();
    assertThat(report.describe())
        .contains("without the float64 reference (missing: no provider of this name is on the");
  }

  @Test
  void failureInTheMiddleIsHandedOnAndEverythingIsClosed() {
    MeddledProvider failing =
        new MeddledProvider() {
          @Override
          Batch seen(Batch batch, int step) {
            if (step == 2) {
              throw new EngineException("meddled", "step 2", "out of memory", null);
            }
            return batch;
          }
        };
    for (ParityMode mode : ParityMode.values()) {
      List<Integer> done = new ArrayList<>();
      Parity parity =
          parity(EXPERIMENT)
              .engines(failing, failing)
              .mode(mode)
              .listener((step, wanted, losses) -> done.add(step));
      assertThatThrownBy(parity::run)
          .isInstanceOf(EngineException.class)
          .hasMessage("meddled failed during step 2: out of memory")
          .hasNoSuppressedExceptions();
      assertThat(done).containsExactly(1);
      assertThat(failing.openSessions).isZero();
      assertThat(failing.openEngines).isZero();
    }
  }

  @Test
  void everythingIsClosedAfterARunWithTwins() {
    MeddledProvider counted = new MeddledProvider();
    parity(EXPERIMENT).engines(counted, counted).mode(ParityMode.FREE).steps(1).run();
    assertThat(counted.sessionsInAll).isEqualTo(4);
    assertThat(counted.openSessions).isZero();
    assertThat(counted.openEngines).isZero();
  }
}
