// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many threads compute changes no bit. */
class ReferenceThreadsTest {
  /** Every layer does work enough for seven threads, and none divides evenly by them. */
  private static final Experiment LARGE =
      Experiment.of(
              "large",
              Model.of(
                  Input.of(23, 21, 3),
                  Layer.conv2d(17, 5)
                      .withPadding(Padding.same())
                      .withActivation(ActivationFunction.GELU),
                  Layer.avgPool2d(3).withStride(Size.square(1)),
                  Layer.conv2d(13, 3)
                      .withStride(Size.square(2))
                      .withActivation(ActivationFunction.RELU),
                  Layer.maxPool2d(2).withStride(Size.square(1)),
                  Layer.flatten(),
                  Layer.dense(301).withActivation(ActivationFunction.TANH),
                  Layer.dense(10)))
          .withOptimizer(Optimizer.adam());

  @BeforeAll
  static void needsTheCompiledPart() {
    Compiled.assume();
  }

  private record Outcome(Trace trace, TensorMap parameters, OptimizerState state) {}

  private static final Outcome WITH_ONE = ReferenceLibrary.problem().isEmpty() ? run(1) : null;

  @ParameterizedTest(name = "{0} threads")
  @ValueSource(ints = {2, 3, 7})
  void numberOfThreadsChangesNoBit(int threads) {
    assertThat(run(threads)).isEqualTo(WITH_ONE);
  }

  private static Outcome run(int threads) {
    EngineOptions options = new EngineOptions(DeviceRequest.CPU, threads);
    Batch batch = RandomExperiments.batch(LARGE, 19, 5);
    try (Engine engine = new ReferenceEngineProvider().open(options);
        TrainingSession session = engine.open(LARGE, InitialParameters.draw(LARGE))) {
      session.step(batch);
      session.step(batch);
      return new Outcome(session.trace(batch), session.parameters(), session.optimizerState());
    }
  }
}
