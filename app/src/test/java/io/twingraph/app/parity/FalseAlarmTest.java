// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.parity.Parity;
import io.twingraph.parity.Parity.ReferenceUse;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.ParityVerdict;
import io.twingraph.parity.StageRow;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Initializer;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Philox;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * libtorch against TensorFlow on random valid experiments: the comparison must raise no alarm. How
 * many is set by {@code -Dtwingraph.parity.experiments=300}; the seed is in each test's name.
 */
class FalseAlarmTest {
  private static final int STEPS = 4;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Integer.getInteger("twingraph.parity.experiments", 60));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void validExperimentRaisesNoAlarm(long seed) {
    Experiment experiment = RandomExperiments.wide(seed);
    ParityReport report =
        Parity.of(experiment, batches(experiment, seed), "random")
            .steps(STEPS)
            .threads(2)
            .thorough(true)
            .run();
    assertThat(report.verdict())
        .as("%s%n%s", experiment, report.describe())
        .isIn(ParityVerdict.IDENTICAL, ParityVerdict.ROUNDING_ONLY);
    assertThat(report.losses()).hasSize(STEPS);
  }

  /**
   * A ReLU of sums that cancel to nothing: what is left is rounding, and its sign decides the
   * gradients.
   */
  @ParameterizedTest
  @EnumSource(names = {"IF_AVAILABLE", "OFF"})
  void kinkRaisesNoAlarm(ReferenceUse reference) {
    Initializer equal = Initializer.constant(0.1);
    Model model =
        Model.of(
            Input.of(31, 31, 1),
            Layer.flatten(),
            Layer.dense(5)
                .withActivation(ActivationFunction.RELU)
                .withInitializers(equal, Initializer.ZEROS),
            Layer.dense(3));
    ParityReport report =
        Parity.of(Experiment.of("kink", model), List.of(cancelling(16)).iterator(), "cancelling")
            .steps(1)
            .threads(2)
            .reference(reference)
            .run();
    assertThat(report.divergence()).as(report.describe()).isNull();
    assumeTrue(
        report.rows().stream()
            .anyMatch(row -> row.tensor().equals("dense/preactivation") && !row.identical()),
        "skipped: on this processor both engines add up in the same order");
    if (report.reference() != null) {
      assertThat(report.rows()).anyMatch(row -> row.kinks() == 1);
      assertThat(report.rows()).allMatch(StageRow::withinTolerance);
    }
  }

  /** Images of 31x31 whose values add up to 0 as nearly as float32 can say it. */
  private static Batch cancelling(int samples) {
    Philox random = new Philox(1, 1);
    int size = 31 * 31; // more than matrix products add up in one go
    float[] images = new float[samples * size];
    for (int s = 0; s < samples; s++) {
      double sum = 0;
      for (int i = 0; i < size - 1; i++) {
        float value = (float) (2 * random.nextUniform() - 1);
        images[s * size + i] = value;
        sum += value;
      }
      images[(s + 1) * size - 1] = (float) -sum;
    }
    return Batch.of(31, 31, 1, images, new int[samples]);
  }

  @ParameterizedTest
  @CsvSource({"torch,tensorflow", "tensorflow,torch"})
  void trainingThatLeavesFloat32BlamesNoEngine(String first, String second) {
    Experiment experiment = RandomExperiments.wide(12).withLearningRate(1e30);
    ParityReport report =
        Parity.of(experiment, batches(experiment, 12), "random")
            .engines(first, second)
            .steps(STEPS)
            .threads(2)
            .run();
    assertThat(report.verdict())
        .as(report.describe())
        .isEqualTo(ParityVerdict.NOTHING_CAN_BE_JUDGED);
    assertThat(report.evidence())
        .first()
        .asString()
        .contains("nothing can be judged from step ")
        .containsAnyOf("left the range of float32", "for the float64 reference to say");
    assertThat(report.losses()).hasSizeLessThan(STEPS + 1);
  }

  /** The last batch has one sample. */
  private static Iterator<Batch> batches(Experiment experiment, long seed) {
    return IntStream.rangeClosed(1, STEPS)
        .mapToObj(
            step ->
                RandomExperiments.batch(
                    experiment, step == STEPS ? 1 : experiment.batchSize(), seed * 100 + step))
        .iterator();
  }
}
