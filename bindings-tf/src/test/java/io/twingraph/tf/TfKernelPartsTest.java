// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.data.Batch;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import io.twingraph.spec.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TfKernelPartsTest {
  private static final int SAMPLES = 8;

  @Test
  void partsDivideTheRowsAndFitTheirLimit() {
    assertThat(TfKernelParts.count(9216, 1024)).isEqualTo(16);
    assertThat(TfKernelParts.count(1024, 10)).isEqualTo(1);
    assertThat(TfKernelParts.count(1024, 1024)).isEqualTo(2);
    assertThat(TfKernelParts.count(1021, 1024)).as("a prime number of rows").isEqualTo(1);
  }

  @Test
  void onlyLargeDenseKernelsOfSmallBatchesUnderPlainDescentAreCut() {
    assertThat(parts(experiment(false, 64))).isEqualTo(2);
    assertThat(parts(experiment(false, 65))).isEqualTo(1);
    assertThat(parts(experiment(false, 64).withOptimizer(Optimizer.adam()))).isEqualTo(1);
    assertThat(parts(experiment(false, 64).withOptimizer(new Optimizer.Sgd(0.9, false))))
        .isEqualTo(1);
  }

  @ParameterizedTest(name = "after a convolution: {0}")
  @ValueSource(booleans = {false, true})
  void aKernelInPartsIsReadAndLoadedBitForBit(boolean convolution) {
    Experiment experiment = experiment(convolution, 64);
    TensorMap initial = InitialParameters.draw(experiment);
    TensorMap others = InitialParameters.draw(experiment.withSeeds(Seeds.of(99)));
    try (Engine engine = new TfEngineProvider().open(EngineOptions.DEFAULT);
        TrainingSession session = engine.open(experiment, initial)) {
      assertThat(session.parameters()).isEqualTo(initial);
      session.step(batch(1));
      session.load(others);
      assertThat(session.parameters()).isEqualTo(others);
    }
  }

  @ParameterizedTest(name = "after a convolution: {0}")
  @ValueSource(booleans = {false, true})
  void partsComputeWhatTheWholeDoes(boolean convolution) {
    Experiment cut = experiment(convolution, 64);
    Experiment whole = experiment(convolution, 65);
    TensorMap initial = InitialParameters.draw(cut);
    try (Engine engine = new TfEngineProvider().open(EngineOptions.DEFAULT);
        TrainingSession inParts = engine.open(cut, initial);
        TrainingSession asOne = engine.open(whole, initial)) {
      Trace left = inParts.trace(batch(0));
      Trace right = asOne.trace(batch(0));
      assertClose(left.activations(), right.activations(), 1e-5);
      assertClose(left.gradients(), right.gradients(), 1e-5);
      assertClose(left.activationGradients(), right.activationGradients(), 1e-5);
      assertThat(inParts.step(batch(0)).loss())
          .isCloseTo(asOne.step(batch(0)).loss(), within(1e-5f));
      assertThat(inParts.parameters()).isNotEqualTo(initial);
      assertClose(inParts.parameters(), asOne.parameters(), 1e-5);
    }
  }

  @Test
  void aStepDoesNotNeedTheGradientOfTheFirstLayersInput() {
    try (TfGraph graph = new TfGraph("/device:CPU:0")) {
      TfProgram program = TfLowering.lower(graph, experiment(false, 64));
      assertThat(program.gradients()).containsKey("dense/kernel/part1");
      assertThat(program.gradients()).doesNotContainKey("dense/kernel/part1/input");
    }
    try (TfGraph graph = new TfGraph("/device:CPU:0")) {
      TfProgram program = TfLowering.lower(graph, experiment(true, 64));
      assertThat(program.gradients()).containsKey("dense/kernel/part1/input");
    }
  }

  private static void assertClose(TensorMap left, TensorMap right, double part) {
    assertThat(left.names()).isEqualTo(right.names());
    for (String name : left.names()) {
      HostTensor a = left.get(name);
      HostTensor b = right.get(name);
      double tolerance = part * Math.max(a.largestMagnitude(), 1e-6);
      for (int i = 0; i < a.size(); i++) {
        assertThat(a.value(i)).as("%s[%d]", name, i).isCloseTo(b.value(i), within(tolerance));
      }
    }
  }

  private static int parts(Experiment experiment) {
    return experiment.graph().parameters().stream()
        .mapToInt(parameter -> TfKernelParts.count(experiment, parameter))
        .max()
        .orElseThrow();
  }

  /** Two parts either way, with and without a parameter before the kernel. */
  private static Experiment experiment(boolean convolution, int batchSize) {
    Model model =
        convolution
            ? Model.of(
                Input.of(16, 16, 1),
                Layer.conv2d(4, 1).withActivation(ActivationFunction.TANH),
                Layer.flatten(),
                Layer.dense(1024).withActivation(ActivationFunction.RELU),
                Layer.dense(10))
            : Model.of(
                Input.of(16, 16, 1),
                Layer.flatten(),
                Layer.dense(4096).withActivation(ActivationFunction.RELU),
                Layer.dense(10));
    return Experiment.of("parts", model).withBatchSize(batchSize).withLearningRate(0.5);
  }

  private static Batch batch(int seed) {
    Random random = new Random(seed);
    float[] images = new float[SAMPLES * 16 * 16];
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextFloat();
    }
    return Batch.of(16, 16, 1, images, random.ints(SAMPLES, 0, 10).toArray());
  }
}
