// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.data.ImageSet;
import io.twingraph.engine.Engine;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.Logits;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.error.SpecException;
import io.twingraph.graph.Graph;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Initializer;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * The life of an engine and its sessions: what comes in comes out, what is refused, what closing
 * does. Meaning is in {@link MeaningContract}, agreement with plain arithmetic in {@link
 * ArithmeticContract}.
 */
public abstract class EngineContract extends EngineSuite {
  /** A convolution and a dense layer; the dense layer alone where the engine has no other. */
  private Experiment small() {
    Experiment both = convolution();
    return engine().unsupported(both).isEmpty() ? both : dense();
  }

  private static Experiment convolution() {
    return of(
        Layer.conv2d(3, 3).withActivation(ActivationFunction.RELU), Layer.flatten(), output());
  }

  private static Experiment dense() {
    return of(Layer.flatten(), output());
  }

  private static Experiment of(Layer... layers) {
    return Experiment.of("small", Model.of(Input.of(6, 5, 2), layers));
  }

  private static Layer output() {
    return Layer.dense(4).withInitializers(Initializer.GLOROT_UNIFORM, Initializer.normal(0.1));
  }

  private TrainingSession open(Experiment experiment) {
    return open(experiment, InitialParameters.draw(experiment));
  }

  @Test
  void infoNamesEngineVersionDeviceAndThreads() {
    assertThat(engine().info().name()).isEqualTo(provider().name());
    assertThat(engine().info().version()).isNotBlank();
    assertThat(engine().info().device()).isEqualTo(device().toString());
    assertThat(engine().info().threads()).isEqualTo(SuiteThreads.COUNT);
    assertThat(engine().info().details()).isNotEmpty();
  }

  @Test
  void parametersComeBackBitForBit() {
    Experiment experiment = small();
    Map<String, HostTensor> odd = new LinkedHashMap<>();
    InitialParameters.draw(experiment)
        .asMap()
        .forEach((name, tensor) -> odd.put(name, withOddValues(tensor)));
    TensorMap parameters = new TensorMap(odd);
    try (TrainingSession session = open(experiment, parameters)) {
      // A reference engine answers in float64; rounding what it was given changes no bit.
      assertThat(session.parameters().toFloat32()).isEqualTo(parameters);
      TensorMap drawn = InitialParameters.draw(experiment);
      session.load(drawn);
      assertThat(session.parameters().toFloat32()).isEqualTo(drawn);
      assertThat(session.parameters().names()).containsExactlyElementsOf(drawn.names());
    }
  }

  private static HostTensor withOddValues(HostTensor tensor) {
    float[] data = tensor.data().clone();
    data[0] = -0.0f;
    data[data.length - 1] = Float.MIN_VALUE;
    data[data.length / 2] = Float.MAX_VALUE;
    return HostTensor.wrap(tensor.shape(), data);
  }

  @Test
  void missingParameterIsRefused() {
    requireSupported(dense());
    assertThatThrownBy(() -> engine().open(dense(), TensorMap.empty()))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("a tensor is missing")
        .hasMessageContaining("parameters.dense/kernel")
        .hasMessageContaining("float32[60, 4]");
  }

  @Test
  void parameterOfAnotherShapeIsRefusedAndNothingChanges() {
    Experiment experiment = small();
    TensorMap drawn = InitialParameters.draw(experiment);
    Map<String, HostTensor> wrong = new LinkedHashMap<>(drawn.asMap());
    wrong.put("dense/bias", HostTensor.wrap(new int[] {2, 2}, new float[4]));
    try (TrainingSession session = open(experiment)) {
      assertThatThrownBy(() -> session.load(new TensorMap(wrong)))
          .isInstanceOf(SpecException.class)
          .hasMessageContaining("parameters.dense/bias")
          .hasMessageContaining("expected: float32[4]")
          .hasMessageContaining("got:      float32[2, 2]");
      assertThat(session.parameters().toFloat32()).isEqualTo(drawn);
    }
  }

  @Test
  void labelThatIsNoClassIsRefused() {
    Batch batch = Batch.of(6, 5, 2, new float[120], 0, 4);
    try (TrainingSession session = open(small())) {
      assertThatThrownBy(() -> session.step(batch))
          .isInstanceOf(SpecException.class)
          .hasMessageContaining("batch, sample 1")
          .hasMessageContaining("0 to 3")
          .hasMessageContaining("got:      4");
    }
  }

  @Test
  void batchOfAnotherShapeIsRefused() {
    Batch batch = Batch.of(5, 6, 2, new float[60], 0);
    try (TrainingSession session = open(small())) {
      assertThatThrownBy(() -> session.predict(batch))
          .isInstanceOf(SpecException.class)
          .hasMessageContaining("images of 6x5x2")
          .hasMessageContaining("5x6x2");
    }
  }

  @Test
  void predictionDoesNotLookAtLabels() {
    Experiment experiment = small();
    float[] images = new float[120];
    images[7] = 1;
    try (TrainingSession session = open(experiment)) {
      HostTensor logits = session.predict(Batch.of(6, 5, 2, images, 0, 1));
      assertThat(session.predict(Batch.of(6, 5, 2, images, 99, -1))).isEqualTo(logits);
      assertThat(logits.shape()).containsExactly(2, 4);
    }
  }

  @Test
  void traceHasEveryCanonicalNameAndShapeInOrder() {
    Experiment experiment = convolution();
    try (TrainingSession session = open(experiment)) {
      Trace trace = session.trace(RandomExperiments.batch(experiment, 3, 1));
      assertThat(trace.activations().names())
          .containsExactly(Graph.INPUT, "conv2d/preactivation", "conv2d", "flatten", "dense");
      assertThat(trace.activationGradients().names())
          .containsExactly("conv2d/preactivation", "conv2d", "flatten", "dense");
      assertThat(trace.gradients().names())
          .containsExactly("conv2d/kernel", "conv2d/bias", "dense/kernel", "dense/bias");
      assertThat(trace.labels()).hasSize(3);
      assertThat(trace.activations().get("conv2d").shape()).containsExactly(3, 4, 3, 3);
      assertThat(trace.activations().get("flatten").shape()).containsExactly(3, 36);
      assertThat(trace.gradients().get("conv2d/kernel").shape()).containsExactly(3, 3, 2, 3);
    }
  }

  @Test
  void traceSaysWhatTheEngineWasGivenBitForBit() {
    Experiment experiment = small();
    Batch batch = RandomExperiments.batch(experiment, 3, 1);
    float[] images = new float[3 * batch.imageSize()];
    batch.images().get(images);
    try (TrainingSession session = open(experiment)) {
      Trace trace = session.trace(batch);
      assertThat(trace.activations().get(Graph.INPUT).toFloat32().data()).isEqualTo(images);
      assertThat(trace.labels()).containsExactly(batch.label(0), batch.label(1), batch.label(2));
    }
  }

  @Test
  void traceAndEvaluationAndPredictionChangeNothing() {
    Experiment experiment = small().withOptimizer(Optimizer.adam());
    Batch batch = RandomExperiments.batch(experiment, 3, 1);
    try (TrainingSession session = open(experiment)) {
      session.step(batch);
      TensorMap before = session.parameters();
      OptimizerState state = session.optimizerState();
      Trace trace = session.trace(batch);
      session.predict(batch);
      assertThat(session.parameters()).isEqualTo(before);
      assertThat(session.optimizerState()).isEqualTo(state);
      assertThat(session.step(batch).loss()).isEqualTo((float) trace.loss());
    }
  }

  @Test
  void sameStateGivesSameBits() {
    Experiment experiment = small().withOptimizer(new Optimizer.Sgd(0.9, true));
    assertThat(threeSteps(experiment)).isEqualTo(threeSteps(experiment));
  }

  private TensorMap threeSteps(Experiment experiment) {
    try (TrainingSession session = open(experiment)) {
      for (int i = 0; i < 3; i++) {
        session.step(RandomExperiments.batch(experiment, 5, i));
      }
      return session.parameters();
    }
  }

  @Test
  void savedStateContinuesBitForBit() {
    for (Optimizer optimizer :
        new Optimizer[] {Optimizer.sgd(), new Optimizer.Sgd(0.9, false), Optimizer.adam()}) {
      Experiment experiment = small().withOptimizer(optimizer);
      Batch batch = RandomExperiments.batch(experiment, 4, 3);
      try (TrainingSession session = open(experiment);
          TrainingSession other = open(experiment)) {
        session.step(batch);
        session.step(batch);
        other.load(session.parameters());
        other.load(session.optimizerState());
        assertThat(other.optimizerState()).isEqualTo(session.optimizerState());
        assertThat(other.optimizerState().steps()).isEqualTo(2);
        assertThat(other.step(batch)).isEqualTo(session.step(batch));
        assertThat(other.parameters()).isEqualTo(session.parameters());
      }
    }
  }

  @Test
  void optimizerStateOfAnotherOptimizerIsRefused() {
    Experiment adam = small().withOptimizer(Optimizer.adam());
    try (TrainingSession session = open(small());
        TrainingSession other = open(adam)) {
      OptimizerState state = other.optimizerState();
      assertThatThrownBy(() -> session.load(state))
          .isInstanceOf(SpecException.class)
          .hasMessageContaining("an unknown tensor")
          .hasMessageContaining("kernel/m'");
    }
  }

  @Test
  void evaluationWeighsSamplesAndKeepsTheLastPartialBatch() {
    Experiment experiment = small();
    ImageSet images = images(7);
    try (TrainingSession session = open(experiment)) {
      Evaluation whole = session.evaluate(BatchSource.of(images, experiment.model().input(), 7));
      Evaluation parts = session.evaluate(BatchSource.of(images, experiment.model().input(), 3));
      assertThat(parts.loss()).isCloseTo(whole.loss(), within(allowed(1e-6)));
      assertThat(parts.predictions()).isEqualTo(whole.predictions()).hasSize(7);
      assertThat(parts.correct()).isEqualTo(whole.correct());
    }
  }

  @Test
  void stepCountsCorrectSamplesBeforeTheUpdate() {
    Experiment experiment = small();
    BatchSource source = BatchSource.of(images(7), experiment.model().input(), 7);
    try (TrainingSession session = open(experiment)) {
      Batch batch = source.iterator().next();
      int[] predicted = Logits.argmax(session.predict(batch));
      int correct = 0;
      for (int i = 0; i < 7; i++) {
        correct += predicted[i] == batch.label(i) ? 1 : 0;
      }
      StepResult result = session.step(batch);
      assertThat(result.correct()).isEqualTo(correct);
    }
  }

  private static ImageSet images(int count) {
    byte[] pixels = new byte[count * 60];
    byte[] labels = new byte[count];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37);
    }
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 4);
    }
    return ImageSet.wrap(6, 5, 2, pixels, labels);
  }

  /** Libraries drop NaN in some layers and hand it on in others: it has no meaning. */
  @Test
  void imagesThatAreNoNumbersAreRefusedWithTheirPlace() {
    Experiment experiment = small();
    try (TrainingSession session = open(experiment)) {
      for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        float[] images = new float[2 * 60];
        images[60 + 5 * 2 * 3 + 2 * 2 + 1] = odd;
        Batch batch = Batch.of(6, 5, 2, images, 1, 2);
        List<Runnable> uses = List.of(() -> session.step(batch), () -> session.predict(batch));
        for (Runnable use : uses) {
          assertThatThrownBy(use::run)
              .isInstanceOf(SpecException.class)
              .hasMessageContainingAll(
                  "an image with a value that is no number",
                  "where:    batch, sample 1, row 3, column 2, channel 1",
                  "got:      " + odd);
        }
      }
      assertThat(session.step(RandomExperiments.batch(experiment, 2, 1)).loss()).isFinite();
    }
  }

  @Test
  void batchesOfEverySizeFollowOneAnother() {
    Experiment experiment = small();
    try (TrainingSession session = open(experiment)) {
      for (int size : new int[] {4, 1, 9, 4, 2}) {
        assertThat(session.step(RandomExperiments.batch(experiment, size, size)).loss())
            .isFinite()
            .isPositive();
      }
    }
  }

  @Test
  void closingTwiceIsFineAndUseAfterCloseNamesTheExperiment() {
    Experiment experiment = small();
    Batch batch = RandomExperiments.batch(experiment, 1, 1);
    TrainingSession session = open(experiment);
    session.close();
    assertThatCode(session::close).doesNotThrowAnyException();
    assertThatThrownBy(() -> session.step(batch))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("session of experiment 'small' is closed");
    assertThatThrownBy(session::details)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("session of experiment 'small' is closed");
    assertThatThrownBy(session::parameters).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(session::optimizerState).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> session.trace(batch)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closingDuringAnotherThreadsStepsEndsThemWithTheSessionsName() throws InterruptedException {
    Batch batch = RandomExperiments.batch(small(), 2, 1);
    for (int round = 0; round < 20; round++) {
      TrainingSession session = open(small());
      session.step(batch);
      AtomicReference<Throwable> end = new AtomicReference<>();
      Thread stepping = new Thread(() -> end.set(stepUntilClosed(session, batch)));
      stepping.start();
      session.close();
      stepping.join();
      assertThat(end.get())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("session of experiment 'small' is closed");
    }
  }

  private static Throwable stepUntilClosed(TrainingSession session, Batch batch) {
    try {
      while (true) {
        session.step(batch);
      }
    } catch (RuntimeException e) {
      return e;
    }
  }

  @Test
  void closingAnEngineWithAnOpenSessionIsRefused() {
    Engine other = provider().open(options(1));
    Experiment experiment = small();
    requireSupported(experiment);
    TrainingSession session = other.open(experiment, InitialParameters.draw(experiment));
    assertThatThrownBy(other::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 open session");
    session.close();
    other.close();
    assertThatCode(other::close).doesNotThrowAnyException();
    assertThatThrownBy(() -> other.open(experiment, InitialParameters.draw(experiment)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("engine is closed");
  }
}
