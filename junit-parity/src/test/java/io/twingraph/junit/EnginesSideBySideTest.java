// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.Engines;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;

/**
 * Several engines of one process, each used by a thread of its own, as tests run in parallel do.
 */
class EnginesSideBySideTest {
  private static final int SESSIONS = 100;
  private static final int STEPS = 3;
  private static final List<String> AT_ONCE = List.of("torch", "torch", "tensorflow", "reference");

  private static final Experiment EXPERIMENT =
      Experiment.of(
          "side-by-side",
          Model.of(
              Input.of(8, 8, 1),
              Layer.conv2d(4, 3).withActivation(ActivationFunction.RELU),
              Layer.maxPool2d(2),
              Layer.flatten(),
              Layer.dense(5)));

  private static final Batch BATCH = RandomExperiments.batch(EXPERIMENT, 4, 1);

  @Test
  void fourEnginesInFourThreadsLoseNoRunBesideAStrangerWhoAllocates() throws Exception {
    Map<String, List<Float>> alone =
        AT_ONCE.stream().distinct().collect(Collectors.toMap(name -> name, this::lossesOfOneRun));
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE.size() + 1);
    AtomicBoolean done = new AtomicBoolean();
    Future<Integer> stranger = pool.submit(() -> allocateUntil(done));
    try {
      List<Future<Set<List<Float>>>> runs =
          AT_ONCE.stream().map(name -> pool.submit(() -> lossesOfManyRuns(name))).toList();
      for (int i = 0; i < runs.size(); i++) {
        String name = AT_ONCE.get(i);
        assertThat(runs.get(i).get()).as(name).containsExactly(alone.get(name));
      }
    } finally {
      done.set(true);
      pool.shutdown();
    }
    assertThat(stranger.get()).isPositive();
  }

  private List<Float> lossesOfOneRun(String name) {
    try (Engine engine = open(name)) {
      return losses(engine);
    }
  }

  /** A leak would be thrown as the engine closes: the tests run with twingraph.strictLeaks. */
  private static Set<List<Float>> lossesOfManyRuns(String name) {
    Set<List<Float>> different = new HashSet<>();
    try (Engine engine = open(name)) {
      for (int i = 0; i < SESSIONS; i++) {
        different.add(losses(engine));
      }
    }
    return different;
  }

  private static Engine open(String name) {
    return Engines.named(name).open(new EngineOptions(DeviceRequest.CPU, 1));
  }

  private static List<Float> losses(Engine engine) {
    List<Float> losses = new ArrayList<>();
    try (TrainingSession session = engine.open(EXPERIMENT, InitialParameters.draw(EXPERIMENT))) {
      for (int step = 0; step < STEPS; step++) {
        losses.add(session.step(BATCH).loss());
      }
    }
    return losses;
  }

  /** As any other user of JavaCPP in the process. */
  private static int allocateUntil(AtomicBoolean done) {
    int made = 0;
    while (!done.get()) {
      new FloatPointer(64).close();
      made++;
    }
    return made;
  }
}
