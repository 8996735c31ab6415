// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.compare.DeviceRounding;
import io.twingraph.compare.Tolerance;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the suites of the contract share: the engine, opened for each test and closed with its leak
 * check after it, the device that it is tried on, and how exact that device is.
 */
public abstract class EngineSuite {
  private Engine engine;

  /** The engine under test. */
  protected abstract EngineProvider provider();

  /** Where the engine is to compute; override it to try the contract on a GPU. */
  protected DeviceRequest device() {
    return DeviceRequest.CPU;
  }

  @BeforeEach
  final void openEngine() {
    engine = provider().open(options(SuiteThreads.COUNT));
  }

  @AfterEach
  final void closeEngine() {
    if (engine != null) {
      engine.close();
    }
  }

  /** The engine that the running test uses. */
  protected final Engine engine() {
    return engine;
  }

  /**
   * A session of the engine under test; the test is skipped, with the reason, if the engine says
   * that it does not support the experiment.
   */
  final TrainingSession open(Experiment experiment, TensorMap initial) {
    requireSupported(experiment);
    return engine.open(experiment, initial);
  }

  /** Skips the test if the engine does not support the experiment. */
  final void requireSupported(Experiment experiment) {
    engine
        .unsupported(experiment)
        .ifPresent(
            reason ->
                Assumptions.abort(
                    "unsupported by the " + engine.info().name() + " engine: " + reason));
  }

  /** On the device of this suite. */
  final EngineOptions options(int threads) {
    return new EngineOptions(device(), threads);
  }

  /** What a number that is held to {@code onCpus} on a CPU is held to here. */
  final double allowed(double onCpus) {
    return rounding().factor() * onCpus;
  }

  /**
   * Values that come of few operations on small whole numbers: on a CPU the same bits; on a GPU,
   * which may make a convolution of a transform, within the rounding of one layer.
   */
  final void assertComputed(float[] actual, float... expected) {
    if (rounding() == DeviceRounding.CPU) {
      assertThat(actual).containsExactly(expected);
      return;
    }
    assertThat(actual).hasSize(expected.length);
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    double apart = allowed(Tolerance.layer().relative()) * largest;
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i]).as("value %d", i).isCloseTo(expected[i], within(apart));
    }
  }

  /** One value, as {@link #assertComputed(float[], float...)}. */
  final void assertComputed(String what, double actual, double expected) {
    double apart =
        rounding() == DeviceRounding.CPU
            ? 0
            : allowed(Tolerance.layer().relative()) * Math.abs(expected);
    assertThat(actual).as(what).isCloseTo(expected, within(apart));
  }

  private DeviceRounding rounding() {
    return DeviceRounding.of(device().toString());
  }
}
