// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.contract.SuiteThreads;
import io.twingraph.data.Batch;
import io.twingraph.parity.Parity;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.ParityVerdict;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
            .threads(SuiteThreads.COUNT)
            .thorough(true)
            .run();
    assertThat(report.verdict())
        .as("%s%n%s", experiment, report.describe())
        .isIn(ParityVerdict.IDENTICAL, ParityVerdict.ROUNDING_ONLY);
    assertThat(report.losses()).hasSize(STEPS);
  }

  /** Each addition of a sum of equal terms is rounded to the same side. */
  @Test
  void manyReadersThatGiveBackTheSameRaiseNoAlarm() {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Layer.Flatten("a"));
    String[] names = new String[400];
    for (int i = 0; i < names.length; i++) {
      names[i] = "branch_" + i;
      layers.add(new Layer.Activation(names[i], ActivationFunction.TANH).from("a"));
    }
    layers.add(Layer.add().from(names));
    layers.add(Layer.dense(10));
    Experiment experiment =
        Experiment.of("readers", new Model(Input.of(5, 5, 1), layers)).withBatchSize(4);
    ParityReport report =
        Parity.of(experiment, batches(experiment, 1), "random")
            .steps(STEPS)
            .threads(SuiteThreads.COUNT)
            .run();
    assertThat(report.verdict())
        .as(report.describe())
        .isIn(ParityVerdict.IDENTICAL, ParityVerdict.ROUNDING_ONLY);
  }

  @ParameterizedTest
  @CsvSource({"torch,tensorflow", "tensorflow,torch"})
  void trainingThatLeavesFloat32BlamesNoEngine(String first, String second) {
    Experiment experiment = RandomExperiments.wide(12).withLearningRate(1e30);
    ParityReport report =
        Parity.of(experiment, batches(experiment, 12), "random")
            .engines(first, second)
            .steps(STEPS)
            .threads(SuiteThreads.COUNT)
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
