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
    long before = ReferenceGraph.held_bytes();
    Batch batch = RandomExperiments.batch(EXPERIMENT, 4, 1);
    try (TrainingSession session = open()) {
      session.step(batch);
      long objects = ReferenceGraph.held_objects();
      long bytes = ReferenceGraph.held_bytes();
      assertThat(bytes).isGreaterThan(before);
      for (int i = 0; i < 300; i++) {
        session.step(batch);
        ((StageOracle) session).expected(session.parameters(), session.trace(batch));
        session.predict(batch);
        session.load(session.parameters());
        session.load(session.optimizerState());
      }
      assertThat(ReferenceGraph.held_objects()).isEqualTo(objects);
      assertThat(ReferenceGraph.held_bytes()).isEqualTo(bytes);
    }
    assertThat(ReferenceGraph.held_bytes()).isEqualTo(before);
    engine.close();
  }

  @Test
  void smallerBatchesUseTheRoomOfTheLargest() {
    try (TrainingSession session = open()) {
      session.step(RandomExperiments.batch(EXPERIMENT, 9, 1));
      long bytes = ReferenceGraph.held_bytes();
      session.step(RandomExperiments.batch(EXPERIMENT, 4, 1));
      session.step(RandomExperiments.batch(EXPERIMENT, 9, 2));
      assertThat(ReferenceGraph.held_bytes()).isEqualTo(bytes);
    }
    engine.close();
  }

  @Test
  void closingAnEngineThatLeaksNamesObjectsAndBytes() {
    ReferenceGraph leaked = engine.call("a leak", ReferenceMemoryTest::dense);
    assertThatThrownBy(engine::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "the reference engine leaks native memory: its calls left 1 object open, of at least ")
        .hasMessageEndingWith(" bytes: 1 ReferenceGraph");
    leaked.close();
    assertThatCode(engine::close).as("the second close does nothing").doesNotThrowAnyException();
  }

  /** Kernel (4,2), bias (2) and their gradients: 20 doubles in 4 arrays. */
  private static ReferenceGraph dense() {
    ReferenceGraph graph = new ReferenceGraph(1);
    graph.add_input(new int[] {4}, 1);
    graph.add_node("dense", new double[0], 0, new int[] {0}, 1, new int[] {2}, new int[] {1}, 1);
    return graph;
  }

  @Test
  void failureInNativeCodeSaysDuringWhatAndWhatToDo() {
    try (ReferenceGraph graph = new ReferenceGraph(1)) {
      assertThatThrownBy(
              () ->
                  engine.call(
                      "a huge batch",
                      () -> {
                        // More bytes than there are addresses, so nothing is ever allocated.
                        graph.add_input(new int[] {Integer.MAX_VALUE}, 1);
                        graph.prepare(Integer.MAX_VALUE);
                        return null;
                      }))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("reference failed during a huge batch: std::bad_")
          .hasMessageContaining("to do:   use a smaller batch size or a smaller model");
    }
  }

  @Test
  void closingASessionTwiceGivesItsMemoryBackOnce() {
    long before = ReferenceGraph.held_objects();
    TrainingSession session = open();
    session.close();
    session.close();
    assertThat(ReferenceGraph.held_objects()).isEqualTo(before);
    engine.close();
  }
}
