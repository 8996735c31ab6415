// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import static io.twingraph.contract.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An engine against {@link FakeEngine}'s plain double arithmetic, on random experiments: every
 * activation, the loss, every gradient, and ten steps of the optimizer.
 */
public abstract class ArithmeticContract extends EngineSuite {
  private Engine plain;

  /** The seeds of the experiments tried. */
  static LongStream seeds() {
    return LongStream.rangeClosed(1, 40);
  }

  @BeforeEach
  void openPlainEngine() {
    plain = new FakeEngineProvider().open(new EngineOptions(DeviceRequest.CPU, 2));
  }

  @AfterEach
  void closePlainEngine() {
    plain.close();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyActivationAndGradientIsThatOfPlainArithmetic(long seed) {
    Experiment experiment = RandomExperiments.experiment(seed);
    TensorMap initial = InitialParameters.draw(experiment);
    Batch batch = RandomExperiments.batch(experiment, experiment.batchSize(), seed);
    try (TrainingSession session = open(experiment, initial);
        TrainingSession reference = plain.open(experiment, initial)) {
      Trace actual = session.trace(batch);
      Trace expected = reference.trace(batch);
      assertWithin(actual.activations(), expected.activations(), 1e-5, 1e-6);
      assertThat(actual.loss()).isCloseTo(expected.loss(), within(allowed(1e-5)));
      // docs/parity.md, "Tolerances": gradients rtol 1e-4, atol 1e-6 max|g|.
      assertWithin(actual.activationGradients(), expected.activationGradients(), 1e-4, 1e-6);
      assertWithin(actual.gradients(), expected.gradients(), 1e-4, 1e-6);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void tenStepsEndWherePlainArithmeticEnds(long seed) {
    Experiment experiment = RandomExperiments.experiment(seed);
    TensorMap initial = InitialParameters.draw(experiment);
    try (TrainingSession session = open(experiment, initial);
        TrainingSession reference = plain.open(experiment, initial)) {
      for (int step = 0; step < 10; step++) {
        int size = step == 9 ? 1 : experiment.batchSize();
        Batch batch = RandomExperiments.batch(experiment, size, seed * 100 + step);
        assertThat((double) session.step(batch).loss())
            .isCloseTo(reference.step(batch).loss(), within(allowed(1e-4)));
      }
      // Adam divides by the gradient's own size, so its rounding is a share of the rate: 0.02 lr.
      double atol = experiment.optimizer() instanceof Optimizer.Adam ? 1e-3 : 1e-5;
      assertWithin(session.parameters(), reference.parameters(), 1e-4, atol);
      assertThat(session.optimizerState().steps()).isEqualTo(10);
    }
  }

  private void assertWithin(TensorMap actual, TensorMap expected, double rtol, double atol) {
    assertClose(actual, expected, allowed(rtol), allowed(atol));
  }
}
