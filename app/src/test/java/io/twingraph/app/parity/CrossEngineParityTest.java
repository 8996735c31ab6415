// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.parity;

import static io.twingraph.contract.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.compare.Tolerance;
import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * libtorch against TensorFlow, stage by stage, with the tolerances of {@link Tolerance}: small
 * random models (odd sizes, strides, every padding, both poolings, batches of 1), one step and ten.
 */
class CrossEngineParityTest {
  private static EnginePair engines;

  @BeforeAll
  static void openEngines() {
    engines = new EnginePair();
  }

  @AfterAll
  static void closeEngines() {
    engines.close();
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1001, 1030);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void forwardLossAndGradientsAgree(long seed) {
    Experiment experiment = RandomExperiments.experiment(seed);
    engines.open(experiment);
    assertTracesAgree(RandomExperiments.batch(experiment, experiment.batchSize(), seed));
    assertTracesAgree(RandomExperiments.batch(experiment, 1, seed));
  }

  private static void assertTracesAgree(Batch batch) {
    Trace a = engines.torch().trace(batch);
    Trace b = engines.tensorFlow().trace(batch);
    assertAgree(a.activations(), b.activations(), Tolerance.logits());
    assertThat(Tolerance.loss().allows(a.loss(), b.loss()))
        .as("losses %s and %s", a.loss(), b.loss())
        .isTrue();
    assertGradientsAgree(a.activationGradients(), b.activationGradients());
    assertGradientsAgree(a.gradients(), b.gradients());
  }

  static void assertGradientsAgree(TensorMap a, TensorMap b) {
    assertThat(a.names()).containsExactlyElementsOf(b.names());
    for (String name : a.names()) {
      assertClose(name, a.get(name), b.get(name), gradients(a.get(name).largestMagnitude()));
    }
  }

  /**
   * As {@link Tolerance#gradient}, for a gradient that comes through a softmax, a product, a sum
   * and a function of a branch, each of which adds a rounding of 1e-6 of the largest: both engines
   * are 1.5e-6 of it apart in seed 7.
   */
  private static Tolerance gradients(double largest) {
    Tolerance one = Tolerance.gradient(largest);
    return new Tolerance(4 * one.absolute(), one.relative(), "gradients through a branch");
  }

  static void assertAgree(TensorMap a, TensorMap b, Tolerance tolerance) {
    assertThat(a.names()).containsExactlyElementsOf(b.names());
    for (String name : a.names()) {
      assertClose(name, a.get(name), b.get(name), tolerance);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void parametersAgreeAfterOneStep(long seed) {
    Experiment experiment = RandomExperiments.experiment(seed);
    engines.open(experiment);
    Batch batch = RandomExperiments.batch(experiment, experiment.batchSize(), seed);
    TensorMap gradients = engines.torch().trace(batch).gradients();
    StepResult a = engines.torch().step(batch);
    StepResult b = engines.tensorFlow().step(batch);
    assertThat(Tolerance.loss().allows(a.loss(), b.loss())).isTrue();
    TensorMap after = engines.torch().parameters();
    TensorMap other = engines.tensorFlow().parameters();
    for (String name : after.names()) {
      double gradientTolerance = 1e-4 * gradients.get(name).largestMagnitude();
      assertClose(name, after.get(name), other.get(name), step(experiment, gradientTolerance));
    }
  }

  /** Adam divides by the gradient's own size: 0.02 of the rate (docs/parity.md). */
  private static Tolerance step(Experiment experiment, double gradientTolerance) {
    double rate = experiment.learningRate();
    return experiment.optimizer() instanceof Optimizer.Adam
        ? new Tolerance(0.02 * rate, 1e-6, "0.02 of the learning rate after a step of Adam")
        : Tolerance.parametersAfterStep(rate, gradientTolerance);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void lossesOfTenStepsAgreeWithAPartialLastBatch(long seed) {
    Experiment experiment = RandomExperiments.experiment(seed);
    engines.open(experiment);
    for (int step = 1; step <= 10; step++) {
      int size = step == 10 ? 1 : experiment.batchSize();
      Batch batch = RandomExperiments.batch(experiment, size, seed * 100 + step);
      double a = engines.torch().step(batch).loss();
      double b = engines.tensorFlow().step(batch).loss();
      // Keras's numerical test allows 1e-3 in its first steps; see docs/parity.md, "Tolerances".
      assertThat(Math.abs(a - b)).as("step %d: %s and %s", step, a, b).isLessThan(1e-4);
    }
    assertThat(engines.torch().optimizerState().steps())
        .isEqualTo(engines.tensorFlow().optimizerState().steps());
  }

  @Test
  void stateOfOneEngineContinuesOnTheOther() {
    Experiment experiment = RandomExperiments.experiment(7).withOptimizer(Optimizer.adam());
    engines.open(experiment);
    Batch batch = RandomExperiments.batch(experiment, 4, 7);
    for (int i = 0; i < 3; i++) {
      engines.torch().step(batch);
    }
    engines.tensorFlow().load(engines.torch().parameters());
    engines.tensorFlow().load(engines.torch().optimizerState());
    assertThat(engines.tensorFlow().parameters()).isEqualTo(engines.torch().parameters());
    assertThat(engines.tensorFlow().optimizerState()).isEqualTo(engines.torch().optimizerState());
    double a = engines.torch().step(batch).loss();
    double b = engines.tensorFlow().step(batch).loss();
    assertThat(Tolerance.loss().allows(a, b)).as("losses %s and %s", a, b).isTrue();
  }
}
