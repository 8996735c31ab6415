// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.StageOracle;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every native array is given back, and a run needs no more of them than its first step. */
class ReferenceMemoryTest {
  private static final Experiment EXPERIMENT =
      Experiment.of(
              "memory",
              Model.of(
                  Input.of(8, 8, 3),
                  Layer.conv2d(4, 3),
                  Layer.maxPool2d(2),
                  Layer.flatten(),
                  Layer.dense(5)))
          .withOptimizer(Optimizer.adam());

  private ReferenceEngine engine;

  @BeforeAll
  static void needsTheCompiledPart() {
    Compiled.assume();
  }

  @BeforeEach
  void openEngine() {
    EngineOptions options = new EngineOptions(DeviceRequest.CPU, 2);
    engine = (ReferenceEngine) new ReferenceEngineProvider().open(options);
  }

  private TrainingSession open() {
    return engine.open(EXPERIMENT, InitialParameters.draw(EXPERIMENT));
  }

  @Test
  void hundredsOfCallsHoldWhatTheFirstStepHeld() {
    long before = ReferenceNetwork.held_bytes();
    Batch batch = RandomExperiments.batch(EXPERIMENT, 4, 1);
    try (TrainingSession session = open()) {
      session.step(batch);
      long objects = ReferenceNetwork.held_objects();
      long bytes = ReferenceNetwork.held_bytes();
      assertThat(bytes).isGreaterThan(before);
      for (int i = 0; i < 300; i++) {
        session.step(batch);
        ((StageOracle) session).expected(session.parameters(), session.trace(batch));
        session.predict(batch);
        session.load(session.parameters());
        session.load(session.optimizerState());
      }
      assertThat(ReferenceNetwork.held_objects()).isEqualTo(objects);
      assertThat(ReferenceNetwork.held_bytes()).isEqualTo(bytes);
    }
    assertThat(ReferenceNetwork.held_bytes()).isEqualTo(before);
    engine.close();
  }

  @Test
  void smallerBatchesUseTheRoomOfTheLargest() {
    try (TrainingSession session = open()) {
      session.step(RandomExperiments.batch(EXPERIMENT, 9, 1));
      long bytes = ReferenceNetwork.held_bytes();
      session.step(RandomExperiments.batch(EXPERIMENT, 4, 1));
      session.step(RandomExperiments.batch(EXPERIMENT, 9, 2));
      assertThat(ReferenceNetwork.held_bytes()).isEqualTo(bytes);
    }
    engine.close();
  }

  @Test
  void closingAnEngineThatLeaksNamesObjectsAndBytes() {
    ReferenceNetwork leaked = engine.call("a leak", ReferenceMemoryTest::dense);
    assertThatThrownBy(engine::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "the reference engine leaks native memory: its calls left 1 object open, of at least ")
        .hasMessageEndingWith(" bytes: 1 ReferenceNetwork");
    leaked.close();
    assertThatCode(engine::close).as("the second close does nothing").doesNotThrowAnyException();
  }

  /** Kernel (4,2), bias (2) and their gradients: 20 doubles in 4 arrays. */
  private static ReferenceNetwork dense() {
    ReferenceNetwork network = new ReferenceNetwork(4, 1);
    network.add_dense(4, 2);
    return network;
  }

  @Test
  void failureInNativeCodeSaysDuringWhatAndWhatToDo() {
    try (ReferenceNetwork network = dense()) {
      assertThatThrownBy(
              () ->
                  engine.call(
                      "a huge batch",
                      () -> {
                        // More bytes than there are addresses, so nothing is ever allocated.
                        network.add_activation(Integer.MAX_VALUE, 0, 0);
                        network.prepare(Integer.MAX_VALUE);
                        return null;
                      }))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("reference failed during a huge batch: std::bad_")
          .hasMessageContaining("to do:   use a smaller batch size or a smaller model");
    }
  }

  @Test
  void closingASessionTwiceGivesItsMemoryBackOnce() {
    long before = ReferenceNetwork.held_objects();
    TrainingSession session = open();
    session.close();
    session.close();
    assertThat(ReferenceNetwork.held_objects()).isEqualTo(before);
    engine.close();
  }
}
