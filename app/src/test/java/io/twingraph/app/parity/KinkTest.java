// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twingraph.contract.SuiteThreads;
import io.twingraph.data.Batch;
import io.twingraph.engine.Engines;
import io.twingraph.nativelib.NativeParts;
import io.twingraph.parity.Parity;
import io.twingraph.parity.Parity.ReferenceUse;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.ParityVerdict;
import io.twingraph.parity.Stage;
import io.twingraph.parity.StageRow;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Initializer;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Philox;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A ReLU of sums that cancel to nothing: what is left is rounding, and its sign decides the
 * gradients. The comparison must raise no alarm.
 *
 * <p>In which order a matrix product adds up, and so whether two engines round alike, is the
 * processor's affair. The kink is therefore planted: each product is exact and adds up to exactly 0
 * in every order, and one engine is moved below 0 and the other one above it.
 */
class KinkTest {
  private static final int SIDE = 31;
  private static final int SAMPLES = 16;

  /**
   * Values are whole numbers of {@code 1 / STEPS} from -1 to 1, so that every sum of products with
   * this weight is a whole number of {@link #SHIFT}, and fewer than 2^24 of them: exact in float32.
   */
  private static final double WEIGHT = 0.125;

  private static final int STEPS = 1 << 14;

  /** Less than rounding may do to a sum of 961 terms. */
  private static final float SHIFT = 0x1p-17f;

  @ParameterizedTest
  @CsvSource({"torch,tensorflow", "tensorflow,torch"})
  void kinkIsHeldToTheReferencesAnswerFromEachEnginesOwnSide(String below, String above) {
    assumeTrue(NativeParts.available(), "skipped: the reference was not built");
    ParityReport report = onTwoSides(below, above, ReferenceUse.REQUIRED);
    assertThat(report.verdict()).as(report.describe()).isEqualTo(ParityVerdict.ROUNDING_ONLY);
    assertThat(report.divergence()).isNull();
    assertThat(report.rows()).allMatch(StageRow::withinTolerance);
    assertThat(row(report, Stage.ACTIVATION, "dense/preactivation").maxAbsolute())
        .isEqualTo(2 * SHIFT);
    assertThat(row(report, Stage.ACTIVATION, "dense/preactivation").kinks()).isZero();
    assertThat(row(report, Stage.PARAMETER_GRADIENT, "dense/kernel").kinks()).isEqualTo(1);
    assertThat(row(report, Stage.PARAMETER_GRADIENT, "dense_1/kernel").kinks()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"torch,tensorflow", "tensorflow,torch"})
  void withoutTheReferenceTheKinkIsSeenAndExcused(String below, String above) {
    ParityReport report = onTwoSides(below, above, ReferenceUse.OFF);
    assertThat(report.divergence()).as(report.describe()).isNull();
    assertThat(report.evidence().toString())
        .contains((SAMPLES - 1) * 5 + " values lie on a kink of dense");
  }

  /** Whatever the processor makes of it. */
  @ParameterizedTest
  @EnumSource(names = {"IF_AVAILABLE", "OFF"})
  void roundingOfSumsThatCancelRaisesNoAlarm(ReferenceUse reference) {
    Experiment experiment = experiment(0.1);
    ParityReport report =
        Parity.of(experiment, List.of(cancelling()).iterator(), "cancelling")
            .steps(1)
            .threads(SuiteThreads.COUNT)
            .reference(reference)
            .run();
    assertThat(report.divergence()).as(report.describe()).isNull();
    if (report.reference() != null) {
      assertThat(report.rows()).allMatch(StageRow::withinTolerance);
    }
  }

  private static ParityReport onTwoSides(String below, String above, ReferenceUse reference) {
    return Parity.of(experiment(WEIGHT), List.of(exactlyCancelling()).iterator(), "cancelling")
        .engines(
            new ShiftedBias(Engines.named(below), "dense/bias", -SHIFT),
            new ShiftedBias(Engines.named(above), "dense/bias", SHIFT))
        .steps(1)
        .threads(SuiteThreads.COUNT)
        .reference(reference)
        .run();
  }

  private static StageRow row(ParityReport report, Stage stage, String tensor) {
    return report.rows().stream()
        .filter(row -> row.stage() == stage && row.tensor().equals(tensor))
        .findFirst()
        .orElseThrow();
  }

  private static Experiment experiment(double weight) {
    Model model =
        Model.of(
            Input.of(SIDE, SIDE, 1),
            Layer.flatten(),
            Layer.dense(5)
                .withActivation(ActivationFunction.RELU)
                .withInitializers(Initializer.constant(weight), Initializer.ZEROS),
            Layer.dense(3));
    return Experiment.of("kink", model);
  }

  /**
   * Images whose values add up to exactly 0 in float32, in whatever order; all but the first, which
   * makes the layer's values as large as an ordinary layer's.
   */
  private static Batch exactlyCancelling() {
    Philox random = new Philox(1, 1);
    int size = SIDE * SIDE;
    float[] images = new float[SAMPLES * size]; // the odd one out of each stays 0
    for (int s = 0; s < SAMPLES; s++) {
      for (int i = 0; i < size / 2; i++) {
        float value = Math.round(random.nextUniform() * STEPS) / (float) STEPS;
        images[s * size + i] = value;
        images[(s + 1) * size - 1 - i] = s == 0 ? value : -value;
      }
    }
    return Batch.of(SIDE, SIDE, 1, images, new int[SAMPLES]);
  }

  /** Images whose values add up to 0 as nearly as float32 can say it. */
  private static Batch cancelling() {
    Philox random = new Philox(1, 1);
    int size = SIDE * SIDE; // more than matrix products add up in one go
    float[] images = new float[SAMPLES * size];
    for (int s = 0; s < SAMPLES; s++) {
      double sum = 0;
      for (int i = 0; i < size - 1; i++) {
        float value = (float) (2 * random.nextUniform() - 1);
        images[s * size + i] = value;
        sum += value;
      }
      images[(s + 1) * size - 1] = (float) -sum;
    }
    return Batch.of(SIDE, SIDE, 1, images, new int[SAMPLES]);
  }
}
