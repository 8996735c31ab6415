// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every native object is given back, and none is made that is not needed. */
class TorchMemoryTest {
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

  private TorchEngine engine;

  @BeforeEach
  void openEngine() {
    engine = (TorchEngine) new TorchEngineProvider().open(new EngineOptions(DeviceRequest.CPU, 1));
  }

  private TrainingSession open() {
    return engine.open(EXPERIMENT, InitialParameters.draw(EXPERIMENT));
  }

  @Test
  void everyCallLeavesAsManyNativeObjectsAsItFound() {
    Batch batch = RandomExperiments.batch(EXPERIMENT, 4, 1);
    try (TrainingSession session = open()) {
      session.step(batch);
      long objects = Pointer.totalCount();
      long bytes = Pointer.totalBytes();
      for (int i = 0; i < 20; i++) {
        session.step(batch);
        session.trace(batch);
        session.predict(batch);
        session.load(session.parameters());
        session.load(session.optimizerState());
      }
      assertThat(Pointer.totalCount()).isLessThanOrEqualTo(objects);
      assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(bytes);
    }
    engine.close();
  }

  @Test
  void closingAnEngineThatLeaksNamesObjectsAndBytes() {
    FloatPointer leaked = engine.call("a leak", () -> new FloatPointer(256).retainReference());
    assertThatThrownBy(engine::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the torch engine leaks native memory: its calls left 1 object open, of at least 1024"
                + " bytes: 1 FloatPointer");
    leaked.close();
    assertThatCode(engine::close).as("the second close does nothing").doesNotThrowAnyException();
  }

  @Test
  void failureFreesWhatTheCallMadeAndLeavesTheParameters() {
    try (TrainingSession session = open()) {
      TensorMap before = session.parameters();
      Batch batch = RandomExperiments.batch(EXPERIMENT, 2, 1);
      assertThatThrownBy(
              () ->
                  engine.call(
                      "a sum that does not fit",
                      () ->
                          TorchTensors.wrapImages(batch, "cpu").add(torch.ones(new long[] {7, 7}))))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("a sum that does not fit")
          .hasMessageContaining("must match the size of tensor b (7)");
      assertThat(session.parameters()).isEqualTo(before);
      assertThat(session.step(batch).loss()).isFinite();
    }
    engine.close();
  }

  @Test
  void sessionThatCannotBeOpenedLeavesNothing() {
    TorchEngine elsewhere = new TorchEngine(TorchLibrary.info("vulkan", 1));
    TensorMap initial = InitialParameters.draw(EXPERIMENT);
    assertThatThrownBy(() -> elsewhere.open(EXPERIMENT, initial))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("torch failed during opening (torch session of experiment 'memory')");
    elsewhere.close();
    engine.close();
  }

  @Test
  void imagesEnterWithoutACopyAndFlatteningMakesNone() {
    Batch batch = RandomExperiments.batch(EXPERIMENT, 4, 1);
    engine.call(
        "looking at addresses",
        () -> {
          FloatPointer memory = new FloatPointer(batch.images());
          Tensor images = TorchTensors.wrapImages(batch, "cpu");
          assertThat(images.data_ptr().address()).isEqualTo(memory.address());
          Tensor flat = images.permute(0, 2, 3, 1).reshape(4, 192);
          assertThat(flat.data_ptr().address()).isEqualTo(memory.address());
          return null;
        });
    engine.close();
  }

  @Test
  void parametersDoNotShareMemoryWithWhatTheyWereLoadedFrom() {
    Experiment tiny =
        Experiment.of("tiny", Model.of(Input.of(1, 1, 1), Layer.conv2d(1, 1), Layer.flatten()));
    TensorMap initial = InitialParameters.draw(tiny);
    try (TrainingSession session = engine.open(tiny, initial)) {
      TensorMap before = session.parameters();
      for (int i = 0; i < 50; i++) {
        engine.call("other use of the heap", () -> new FloatPointer(new float[] {7, 7, 7, 7}));
      }
      assertThat(session.parameters()).isEqualTo(before).isEqualTo(initial);
    }
    engine.close();
  }
}
