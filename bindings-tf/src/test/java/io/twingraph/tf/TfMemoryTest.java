// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OperationDevice;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OperationGetControlInputs;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OperationName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OperationNumControlInputs;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorData;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import io.twingraph.spec.Presets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_Tensor;

/** Every native object is given back, whatever fails and whichever thread closes. */
final class TfMemoryTest {
  private static final Experiment DENSE =
      Experiment.of("dense", Model.of(Input.of(2, 2, 1), Layer.flatten(), Layer.dense(3)));

  private TfEngine engine;

  @BeforeEach
  void openEngine() {
    engine = (TfEngine) new TfEngineProvider().open(new EngineOptions(DeviceRequest.CPU, 2));
  }

  @AfterEach
  void closeEngine() {
    engine.close();
  }

  private TrainingSession open(Experiment experiment) {
    return engine.open(experiment, InitialParameters.draw(experiment));
  }

  @Test
  void imagesEnterWithoutACopy() {
    Batch batch = Batch.of(2, 2, 1, new float[] {1, 2, 3, 4}, 0);
    try (TF_Tensor tensor = TfTensors.wrapImages(batch);
        FloatPointer memory = new FloatPointer(batch.images())) {
      assertThat(TF_TensorData(tensor).address()).isEqualTo(memory.address());
      assertThat(TfTensors.read(tensor).data()).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void batchStaysReachableWhileItsMemoryIsInUse() {
    try (TrainingSession session = open(DENSE)) {
      HostTensor first = null;
      for (int i = 0; i < 50; i++) {
        HostTensor logits = session.predict(Batch.of(2, 2, 1, new float[] {1, 2, 3, 4}, 0));
        first = first == null ? logits : first;
        assertThat(logits).isEqualTo(first);
        if (i % 10 == 0) {
          System.gc();
        }
      }
    }
  }

  @Test
  void stepsNeitherKeepNativeObjectsNorBytes() {
    Experiment experiment = RandomExperiments.experiment(3).withOptimizer(Optimizer.adam());
    Batch batch = RandomExperiments.batch(experiment, 4, 1);
    try (TrainingSession session = open(experiment)) {
      session.step(batch);
      long objects = Pointer.totalCount();
      long bytes = Pointer.totalBytes();
      for (int i = 0; i < 100; i++) {
        session.step(batch);
        session.predict(batch);
        session.trace(batch);
        session.load(session.parameters());
        session.load(session.optimizerState());
      }
      assertThat(Pointer.totalCount()).isEqualTo(objects);
      assertThat(Pointer.totalBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void engineThatLeaksSaysHowMuch() {
    TfEngine leaky =
        (TfEngine) new TfEngineProvider().open(new EngineOptions(DeviceRequest.CPU, 2));
    TF_Tensor lost = leaky.call(() -> TfTensors.allocate(new long[] {4}, new float[4]));
    FloatPointer more = leaky.call(() -> new FloatPointer(8L));
    assertThatThrownBy(leaky::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the tensorflow engine leaks native memory: its calls left 2 objects open, of at least"
                + " 32 bytes: 1 FloatPointer, 1 TF_Tensor");
    lost.close();
    more.close();
  }

  @Test
  void graphThatCannotBeBuiltLeavesNothingBehind() {
    TensorMap parameters = InitialParameters.draw(DENSE);
    TensorMap refused = TensorMap.empty();
    assertThatThrownBy(() -> new TfSession(engine, DENSE, refused))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no tensor named 'dense/kernel'");
    engine.open(DENSE, parameters).close();
  }

  @Test
  void failureOfARunSaysWhatWasDoneInWhichExperiment() {
    try (TfGraph graph = new TfGraph("/device:CPU:0")) {
      TfGraph.Value fed = graph.placeholder("images", TF_FLOAT, 2);
      engine.call(() -> runUnfed(graph, fed));
    }
  }

  private static Void runUnfed(TfGraph graph, TfGraph.Value unfed) {
    TF_Session session = TfLibrary.openSession(graph.pointer(), 1, 1, "cpu");
    try (TfCall call = new TfCall(List.of(), List.of(unfed), List.of())) {
      assertThatThrownBy(() -> call.run(session, "train step 7 (of x)", List.of()))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("tensorflow failed during train step 7 (of x): INVALID_ARGUMENT")
          .hasMessageContaining("You must feed a value for placeholder tensor 'images'");
      assertThatThrownBy(() -> call.run(session, "a trace", Collections.singletonList(null)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a trace needs 0 tensors, got 1");
    } finally {
      TfLibrary.closeSession(session);
    }
    return null;
  }

  @Test
  void closingWaitsForAStepOfAnotherThread() throws InterruptedException {
    Batch batch = Batch.of(2, 2, 1, new float[] {1, 2, 3, 4}, 0);
    for (int round = 0; round < 20; round++) {
      TrainingSession session = open(DENSE);
      session.step(batch);
      AtomicReference<Throwable> end = new AtomicReference<>();
      Thread stepping =
          new Thread(
              () -> {
                try {
                  while (true) {
                    session.step(batch);
                  }
                } catch (RuntimeException e) {
                  end.set(e);
                }
              });
      stepping.start();
      session.close();
      stepping.join();
      assertThat(end.get())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("tensorflow session of experiment 'dense' is closed");
    }
  }

  @Test
  void everyUpdateWaitsUntilItsVariableIsReadNoMore() {
    try (TfGraph graph = new TfGraph("/device:CPU:0")) {
      TfProgram program = TfLowering.lower(graph, Presets.matched());
      // One of the eight parameters lies in sixteen parts.
      assertThat(program.optimizer().updates()).hasSize(7 + 16);
      program
          .optimizer()
          .updates()
          .forEach(update -> assertThat(TF_OperationNumControlInputs(update)).isEqualTo(1));
      assertThat(program.optimizer().updates().stream().map(TfMemoryTest::waitsFor).toList())
          .isEqualTo(
              program.parameters().stream()
                  .flatMap(TfVariable::stored)
                  .map(variable -> lastRead(program, variable))
                  .toList());
    }
  }

  /** A part is read last for the gradient of what it was multiplied by. */
  private static String lastRead(TfProgram program, TfVariable variable) {
    TfGraph.Value gradient = program.gradients().get(TfKernelParts.input(variable));
    return gradient == null
        ? "optimizer/all_gradients"
        : TF_OperationName(gradient.operation()).getString();
  }

  private static String waitsFor(TF_Operation update) {
    try (PointerPointer<TF_Operation> inputs = new PointerPointer<>(1)) {
      TF_OperationGetControlInputs(update, inputs, 1);
      return TF_OperationName(inputs.get(TF_Operation.class, 0)).getString();
    }
  }

  @Test
  void everyOperationIsOnTheAskedDeviceTheGradientsToo() {
    try (TfGraph graph = new TfGraph("/device:GPU:1")) {
      TfProgram program = TfLowering.lower(graph, Presets.matched());
      program
          .gradients()
          .forEach(
              (name, value) ->
                  assertThat(TF_OperationDevice(value.operation()).getString())
                      .as(name)
                      .isEqualTo("/device:GPU:1"));
    }
  }

  @Test
  void matchedPresetGoesInAndComesOutBitForBitAndLearns() {
    Experiment experiment = Presets.matched();
    TensorMap initial = InitialParameters.draw(experiment);
    Batch batch = RandomExperiments.batch(experiment, 32, 1);
    try (TrainingSession session = engine.open(experiment, initial)) {
      TensorMap parameters = session.parameters();
      assertThat(parameters).isEqualTo(initial);
      Trace trace = session.trace(batch);
      float first = session.step(batch).loss();
      assertThat(first).isEqualTo((float) trace.loss());
      assertThat((double) first).isCloseTo(Math.log(10), within(0.3));
      for (int i = 0; i < 5; i++) {
        session.step(batch);
      }
      assertThat(session.step(batch).loss()).isLessThan(first);
    }
  }

  @Test
  void enginesOneAfterAnotherAndSideBySideAreIndependent() {
    Batch batch = Batch.of(2, 2, 1, new float[] {1, 2, 3, 4}, 0);
    try (Engine other = new TfEngineProvider().open(new EngineOptions(DeviceRequest.CPU, 1));
        TrainingSession here = open(DENSE);
        TrainingSession there = other.open(DENSE, InitialParameters.draw(DENSE))) {
      here.step(batch);
      assertThat(there.parameters()).isEqualTo(InitialParameters.draw(DENSE));
      there.step(batch);
      assertThat(there.parameters()).isEqualTo(here.parameters());
    }
  }
}
