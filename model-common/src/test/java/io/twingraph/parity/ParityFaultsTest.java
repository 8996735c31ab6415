// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.engine.TrainingSession;
import io.twingraph.op.LedgerRow;
import io.twingraph.run.RunFixtures;
import io.twingraph.spec.Experiment;
import org.junit.jupiter.api.Test;

/** The fake engine against one that does something else, without a reference. */
class ParityFaultsTest {
  private static final Experiment EXPERIMENT = RunFixtures.experiment();

  /** Moves a tenth too far. */
  static final class Off extends MeddledProvider {
    @Override
    Experiment trained(Experiment experiment) {
      return experiment.withLearningRate(1.1 * experiment.learningRate());
    }
  }

  /** Moves a tenth too far from its third step on. */
  private static final class OffLater extends MeddledProvider {
    @Override
    double moveFactor(int step) {
      return step < 3 ? 1 : 1.1;
    }
  }

  /** Says a hundredth more than its loss from its third step on. */
  private static final class Boasting extends MeddledProvider {
    @Override
    double loss(double loss, int step) {
      return step < 3 ? loss : 1.01 * loss;
    }
  }

  private static Parity parity(MeddledProvider second) {
    return Parity.of(EXPERIMENT, RunFixtures.images(16, 1), RunFixtures.images(6, 2), "bands")
        .engines(new FakeEngineProvider(), second)
        .reference(Parity.ReferenceUse.OFF)
        .threads(1)
        .steps(6);
  }

  @Test
  void learningRateThatIsOffIsNamedWithTheEngine() {
    ParityReport report = parity(new Off()).run();
    assertThat(report.verdict()).isEqualTo(ParityVerdict.DIFFERENT_MEANING);
    assertThat(report.losses()).hasSize(1);
    Divergence found = report.divergence();
    assertThat(found.step()).isEqualTo(1);
    assertThat(found.stage()).isEqualTo(Stage.UPDATED_PARAMETERS);
    assertThat(found.layer()).isEqualTo("conv2d");
    assertThat(found.tensor()).isEqualTo("conv2d/kernel");
    assertThat(found.index()).hasSize(4);
    assertThat(found.engine()).isEqualTo("meddled");
    assertThat(found.row()).isEqualTo(LedgerRow.LEARNING_RATE);
    assertThat(found.explanation())
        .matches("the move is that of a learning rate of 0\\.05[0-9]+, not 0\\.050000000");
    double fitted = Double.parseDouble(found.explanation().replaceAll(".* of (0.*),.*", "$1"));
    assertThat(fitted).isCloseTo(0.055, within(1e-6));
    assertThat(found.reference()).isCloseTo(found.a(), within(1e-6));
    assertThat(Math.abs(found.b() - found.reference())).isGreaterThan(found.allowed());
    assertThat(report.describe())
        .contains("'small', 1 step: different meaning")
        .contains("first divergence at step 1: updated parameters, layer conv2d, tensor")
        .contains("\n  wrong:     meddled\n  likely:    row 20, learning rate: the move is");
  }

  @Test
  void firstEngineIsNamedIfItIsTheWrongOne() {
    ParityReport report = parity(new Off()).engines(new Off(), new FakeEngineProvider()).run();
    assertThat(report.divergence().engine()).isEqualTo("meddled");
    assertThat(report.divergence().reference()).isCloseTo(report.divergence().b(), within(1e-6));
  }

  @Test
  void labelsThatAreOthersAreTheBatchsFault() {
    MeddledProvider shifted =
        new MeddledProvider() {
          @Override
          Batch seen(Batch batch, int step) {
            float[] images = new float[batch.size() * batch.imageSize()];
            batch.images().get(images);
            int[] labels = new int[batch.size()];
            for (int i = 0; i < labels.length; i++) {
              labels[i] = i == 0 ? (batch.label(i) + 1) % 3 : batch.label(i);
            }
            return Batch.of(batch.height(), batch.width(), batch.channels(), images, labels);
          }
        };
    Divergence found = parity(shifted).run().divergence();
    assertThat(found.stage()).isEqualTo(Stage.BATCH);
    assertThat(found.tensor()).isEqualTo("labels");
    assertThat(found.engine()).isEqualTo("meddled");
    assertThat(found.row()).isEqualTo(LedgerRow.DECODING_AND_SCALING);
    assertThat(found.index()).containsExactly(0);
    assertThat(found.b()).isEqualTo((found.a() + 1) % 3);
    assertThat(found.explanation())
        .isEqualTo(
            String.format(
                "label %.0f arrives as %.0f; the images are right", found.a(), found.b()));
  }

  @Test
  void evaluationThatTrainsIsFound() {
    MeddledProvider trains =
        new MeddledProvider() {
          @Override
          void evaluating(TrainingSession session, BatchSource batches) {
            session.step(RandomExperiments.batch(EXPERIMENT, 4, 1));
          }
        };
    ParityReport report = parity(trains).run();
    Divergence found = report.divergence();
    assertThat(report.losses()).hasSize(6);
    assertThat(found.stage()).isEqualTo(Stage.METRIC);
    assertThat(found.step()).isEqualTo(6);
    assertThat(found.row()).isEqualTo(LedgerRow.EVALUATION);
    assertThat(found.engine()).isEqualTo("meddled");
    assertThat(found.tensor()).isEqualTo("conv2d/kernel");
    assertThat(found.a()).isEqualTo(found.reference()).isNotEqualTo(found.b());
  }

  @Test
  void lossOfTheWrongStepIsFoundWithoutSayingWhoIsWrong() {
    for (ParityMode mode : ParityMode.values()) {
      ParityReport report = parity(new Boasting()).mode(mode).run();
      Divergence found = report.divergence();
      assertThat(found.step()).isEqualTo(3);
      assertThat(found.stage()).isEqualTo(Stage.LOSS);
      assertThat(found.engine()).isNull();
      assertThat(found.reference()).isNull();
      assertThat(found.row()).isEqualTo(LedgerRow.CROSS_ENTROPY);
      assertThat(found.b()).isCloseTo(1.01 * found.a(), within(1e-6));
      assertThat(found.explanation())
          .isEqualTo("it is 0.990099 times what the logits and labels give");
      assertThat(report.describe())
          .contains("wrong:     cannot be told without the reference engine");
    }
  }

  @Test
  void lossCurvesThatStayTogetherNeverLeaveTheEnvelope() {
    ParityReport report = parity(new MeddledProvider()).mode(ParityMode.FREE).run();
    assertThat(report.verdict()).isEqualTo(ParityVerdict.IDENTICAL);
    assertThat(report.leftEnvelopeAt()).isNull();
    assertThat(report.losses()).extracting(StepLosses::envelope).containsOnly(NoiseTwins.FIRST);
    assertThat(report.evidence())
        .endsWith(
            "the loss curves never leave the noise envelope in 6 steps (measured from the first"
                + " engine with every initial value one float32 step off and the first engine with"
                + " 2 threads)");
  }

  @Test
  void lossCurvesThatPartLeaveTheEnvelopeAtThatStep() {
    ParityReport report = parity(new Boasting()).mode(ParityMode.FREE).run();
    assertThat(report.leftEnvelopeAt()).isEqualTo(3);
    assertThat(report.losses()).hasSize(3);
    assertThat(report.evidence())
        .endsWith(
            "the loss curves leave the noise envelope at step 3 (measured from the first"
                + " engine with every initial value one float32 step off and the first engine with"
                + " 2 threads)");
  }

  @Test
  void rateThatChangesLaterIsFoundAtItsStepBeforeTheCurvesPart() {
    ParityReport report = parity(new OffLater()).mode(ParityMode.FREE).run();
    assertThat(report.divergence().step()).isEqualTo(3);
    assertThat(report.divergence().stage()).isEqualTo(Stage.UPDATED_PARAMETERS);
    assertThat(report.divergence().row()).isEqualTo(LedgerRow.LEARNING_RATE);
    assertThat(report.divergence().engine()).isEqualTo("meddled");
    assertThat(report.leftEnvelopeAt()).isNull();
    assertThat(report.evidence().get(1)).contains("never leave the noise envelope in 3 steps");
  }
}
