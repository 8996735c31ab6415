// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.error.SpecException;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import io.twingraph.spec.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * When a step is recorded, and that a recorded step is the step. A recording here makes the step's
 * operations again, on the same tensors, as a CUDA graph does on a GPU.
 */
class TorchGraphsTest {
  private static final Experiment PLAIN =
      Experiment.of(
              "graphs",
              Model.of(
                  Input.of(8, 8, 1),
                  Layer.conv2d(4, 3),
                  Layer.maxPool2d(2),
                  Layer.flatten(),
                  Layer.dense(16),
                  Layer.dense(10)))
          .withOptimizer(Optimizer.sgd())
          .withBatchSize(8);

  private static final String UNSETTLED =
      "not now: the learning rate changes too often, or has just changed";

  private final Recorder recorder = new Recorder();
  private TorchEngine engine;
  private TorchEngine recording;

  @BeforeEach
  void openEngines() {
    engine = (TorchEngine) new TorchEngineProvider().open(new EngineOptions(DeviceRequest.CPU, 1));
    recording =
        new TorchEngine(engine.info()) {
          @Override
          TorchRecorder recorder(TorchStream stream) {
            return recorder;
          }

          @Override
          TorchLowering lowering(Experiment experiment) {
            return new Crowded(experiment);
          }
        };
  }

  @AfterEach
  void closeEngines() {
    engine.close(); // each fails if something is left
    recording.close();
    assertThat(recorder.held).as("a recording that was not closed").isNull();
  }

  /** Finds no memory while there is a recording, where it should. */
  private final class Crowded extends TorchLowering {
    Crowded(Experiment experiment) {
      super(experiment.graph(), experiment.loss());
    }

    @Override
    Tensor loss(Tensor logits, Tensor labels) {
      if (recorder.held != null && recorder.fullBesideIt && !recorder.running) {
        throw new RuntimeException("CUDA out of memory. Tried to allocate 20.00 MiB.");
      }
      return super.loss(logits, labels);
    }
  }

  /** Runs operations again; can fail and lie. */
  private static final class Recorder implements TorchRecorder {
    private Runnable held;
    private int recordings;
    private int runs;
    private int failAtRecording;
    private int failAtRun;
    private int lieAtRun;
    private boolean running;
    private boolean fullBesideIt;

    @Override
    public void record(Runnable work) {
      close();
      recordings++;
      if (recordings == failAtRecording) {
        throw new RuntimeException("operation not permitted when stream is capturing\nframe #0");
      }
      held = work;
    }

    @Override
    public void run() {
      runs++;
      running = true;
      PointerScope scope = new PointerScope();
      try {
        for (int i = runs == lieAtRun ? 2 : 1; i > 0; i--) {
          held.run();
        }
        if (runs == failAtRun) {
          throw new RuntimeException("an illegal memory access was encountered");
        }
      } finally {
        scope.close();
        running = false;
      }
    }

    @Override
    public void close() {
      held = null;
    }
  }

  /** All that a course of training tells, the same way on both engines. */
  private static List<Object> course(TrainingSession session, Experiment experiment, int steps) {
    List<Object> told = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      int size = step % 9 == 0 ? 3 : experiment.batchSize();
      Batch batch = RandomExperiments.batch(experiment, size, step);
      told.add(session.step(batch));
      if (step % 11 == 0) {
        told.add(session.trace(batch).gradients());
      }
    }
    told.add(session.parameters());
    told.add(session.optimizerState());
    return told;
  }

  private String same(Experiment experiment, int steps) {
    TensorMap initial = InitialParameters.draw(experiment);
    try (TrainingSession plain = engine.open(experiment, initial);
        TrainingSession graphs = recording.open(experiment, initial)) {
      assertThat(course(graphs, experiment, steps)).isEqualTo(course(plain, experiment, steps));
      return graphs.details().get("cudaGraphs");
    }
  }

  @Test
  void recordedStepsGiveTheBitsOfPlainOnesBetweenOtherBatchSizesAndTraces() {
    assertThat(same(PLAIN, 30)).isEqualTo("on");
    assertThat(recorder.recordings).isEqualTo(1);
    int plain = 3 + TorchGraphs.WARM_UP; // three smaller batches
    assertThat(recorder.runs).isEqualTo(30 - plain);
  }

  @Test
  void velocitiesMoveAsInPlainSteps() {
    assertThat(same(PLAIN.withOptimizer(new Optimizer.Sgd(0.9, true)), 20)).isEqualTo("on");
    assertThat(recorder.runs).isPositive();
  }

  @Test
  void everyKindOfLayerCanBeRecorded() {
    for (int seed = 1; seed <= 10; seed++) {
      Experiment random = RandomExperiments.experiment(seed).withOptimizer(Optimizer.sgd());
      assertThat(same(random, 12)).as("%s", random).isEqualTo("on");
    }
  }

  @Test
  void stateThatIsLoadedIsTheStateThatTheNextRecordedStepMoves() {
    TensorMap initial = InitialParameters.draw(PLAIN);
    Batch batch = RandomExperiments.batch(PLAIN, PLAIN.batchSize(), 1);
    try (TrainingSession session = recording.open(PLAIN, initial)) {
      OptimizerState fresh = session.optimizerState();
      StepResult first = session.step(batch);
      TensorMap after = session.parameters();
      for (int step = 0; step < 10; step++) {
        session.step(batch);
      }
      assertThat(recorder.runs).isPositive();
      session.load(initial);
      session.load(fresh);
      assertThat(session.step(batch)).isEqualTo(first);
      assertThat(session.parameters()).isEqualTo(after);
      assertThat(session.optimizerState().steps()).isEqualTo(1);
    }
  }

  @Test
  void anotherRateIsRecordedAnewOnceItHasSettled() {
    int every = TorchGraphs.SETTLED + 20;
    Experiment steps = PLAIN.withSchedule(Schedule.stepDecay(every, 0.5));
    assertThat(same(steps, 3 * every)).isEqualTo("on");
    assertThat(recorder.recordings).isEqualTo(3);
  }

  @Test
  void ratesThatNeverSettleAreNeverRecordedAgain() {
    Experiment steps = PLAIN.withSchedule(Schedule.stepDecay(6, 0.9));
    assertThat(same(steps, 60)).isEqualTo(UNSETTLED);
    assertThat(recorder.recordings).isEqualTo(1);
  }

  @Test
  void ratesThatChangeBeforeTheFirstRecordingAreNeverRecorded() {
    Experiment steps = PLAIN.withSchedule(Schedule.stepDecay(2, 0.99));
    assertThat(same(steps, 40)).isEqualTo(UNSETTLED);
    assertThat(recorder.recordings).isZero();
  }

  @Test
  void stepThatHasNoRoomBesideTheRecordingIsMadeWithoutIt() {
    recorder.fullBesideIt = true;
    assertThat(same(PLAIN, 20)).isEqualTo("off: " + TorchGraphs.NO_ROOM);
    assertThat(recorder.recordings).isEqualTo(1);
  }

  @Test
  void traceThatHasNoRoomBesideTheRecordingIsMadeWithoutIt() {
    Batch batch = RandomExperiments.batch(PLAIN, PLAIN.batchSize(), 1);
    TensorMap initial = InitialParameters.draw(PLAIN);
    try (TrainingSession plain = engine.open(PLAIN, initial);
        TrainingSession graphs = recording.open(PLAIN, initial)) {
      for (int step = 0; step < 6; step++) {
        assertThat(graphs.step(batch)).isEqualTo(plain.step(batch));
      }
      assertThat(graphs.details()).containsEntry("cudaGraphs", "on");
      recorder.fullBesideIt = true;
      assertThat(graphs.trace(batch)).isEqualTo(plain.trace(batch));
      assertThat(graphs.details()).containsEntry("cudaGraphs", "off: " + TorchGraphs.NO_ROOM);
      assertThat(graphs.step(batch)).isEqualTo(plain.step(batch));
      assertThat(graphs.parameters()).isEqualTo(plain.parameters());
    }
  }

  @Test
  void sessionThatIsNotRecordedSaysSoWhereRecordingWasAskedFor() {
    TorchEngine asked = new TorchEngine(engine.info(), true);
    try (TrainingSession session = asked.open(PLAIN, InitialParameters.draw(PLAIN));
        TrainingSession other = engine.open(PLAIN, InitialParameters.draw(PLAIN))) {
      assertThat(session.details())
          .containsEntry("cudaGraphs", "off: steps are recorded on a GPU only");
      assertThat(other.details()).doesNotContainKey("cudaGraphs");
    }
    asked.close();
  }

  @Test
  void adamIsNotRecordedAndSaysWhy() {
    assertThat(same(PLAIN.withOptimizer(Optimizer.adam()), 10))
        .isEqualTo("off: Adam's corrections change at every step");
    assertThat(recorder.recordings).isZero();
  }

  @Test
  void stepThatCannotBeRecordedIsMadePlainlyAndSoAreThoseAfterIt() {
    recorder.failAtRecording = 1;
    assertThat(same(PLAIN, 20)).isEqualTo("off: operation not permitted when stream is capturing");
    assertThat(recorder.recordings).isEqualTo(1);
    assertThat(recorder.runs).isZero();
  }

  @Test
  void recordingThatFailsInItsFirstRunLeavesNoTrace() {
    recorder.failAtRun = 1;
    assertThat(same(PLAIN, 20)).isEqualTo("off: an illegal memory access was encountered");
  }

  @Test
  void recordingThatGivesOtherBitsIsThrownAway() {
    recorder.lieAtRun = 1;
    assertThat(same(PLAIN, 20)).startsWith("off: a recorded step gave other bits in the loss (");
    assertThat(recorder.runs).isEqualTo(1);
  }

  @Test
  void runThatFailsLaterIsTheCallersToKnow() {
    recorder.failAtRun = 3;
    Batch batch = RandomExperiments.batch(PLAIN, PLAIN.batchSize(), 1);
    try (TrainingSession session = recording.open(PLAIN, InitialParameters.draw(PLAIN))) {
      assertThatThrownBy(
              () -> {
                for (int step = 0; step < 10; step++) {
                  session.step(batch);
                }
              })
          .hasMessageContaining("torch failed during train step 6")
          .hasMessageContaining("an illegal memory access was encountered");
    }
  }

  @Test
  void areOffUnlessTheUserSwitchesThemOn() {
    assertThat(TorchGraphs.wanted(Map.of())).isFalse();
    assertThat(TorchGraphs.wanted(Map.of("TWINGRAPH_TORCH_GRAPHS", "1"))).isTrue();
    assertThatThrownBy(() -> TorchGraphs.wanted(Map.of("TWINGRAPH_TORCH_GRAPHS", "on")))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(
            "environment variable TWINGRAPH_TORCH_GRAPHS (torch records steps as CUDA graphs)");
  }
}
