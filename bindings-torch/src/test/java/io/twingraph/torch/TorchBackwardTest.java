// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import org.junit.jupiter.api.Test;

/** Kernels that are moved in blocks end where autograd's whole gradients would put them. */
class TorchBackwardTest {
  private static final int SAMPLES = 8;
  private static final double RATE = 0.5;

  @Test
  void twoLargeKernelsBehindAConvolution() {
    Experiment experiment =
        experiment(
            Model.of(
                Input.of(16, 16, 1),
                Layer.conv2d(8, 3).withActivation(ActivationFunction.RELU),
                Layer.flatten(),
                Layer.dense(3100).withActivation(ActivationFunction.RELU),
                Layer.dense(3100).withActivation(ActivationFunction.RELU),
                Layer.dense(10)));
    assertThat(TorchGradients.of(experiment, true).inBlocks())
        .containsExactlyInAnyOrder("dense/kernel", "dense_1/kernel");
    assertMovesAsAutogradSays(experiment);
  }

  @Test
  void aLargeKernelThatComesFirst() {
    Experiment experiment =
        experiment(
            Model.of(Input.of(50, 50, 1), Layer.flatten(), Layer.dense(2000), Layer.dense(10)));
    assertThat(TorchGradients.of(experiment, true).inBlocks()).containsExactly("dense/kernel");
    assertMovesAsAutogradSays(experiment);
  }

  @Test
  void blocksAreForSmallBatchesUnderPlainDescentOnTheCpu() {
    Experiment experiment =
        experiment(Model.of(Input.of(50, 50, 1), Layer.flatten(), Layer.dense(2000)));
    assertThat(TorchGradients.of(experiment.withBatchSize(129), true).inBlocks()).isEmpty();
    assertThat(TorchGradients.of(experiment.withBatchSize(1), true).inBlocks()).isEmpty();
    assertThat(TorchGradients.of(experiment.withBatchSize(128), true).inBlocks()).isNotEmpty();
    assertThat(TorchGradients.of(experiment.withOptimizer(Optimizer.adam()), true).inBlocks())
        .isEmpty();
    assertThat(TorchGradients.of(experiment, false).inBlocks()).isEmpty();
  }

  private static Experiment experiment(Model model) {
    return Experiment.of("blocks", model).withBatchSize(SAMPLES).withLearningRate(RATE);
  }

  private static void assertMovesAsAutogradSays(Experiment experiment) {
    Batch batch = RandomExperiments.batch(experiment, SAMPLES, 1);
    TensorMap before = InitialParameters.draw(experiment);
    try (Engine engine = new TorchEngineProvider().open(EngineOptions.DEFAULT);
        TrainingSession session = engine.open(experiment, before)) {
      TensorMap gradients = session.trace(batch).gradients();
      session.step(batch);
      TensorMap after = session.parameters();
      for (String name : before.names()) {
        assertMoved(name, before.get(name), gradients.get(name), after.get(name));
      }
    }
  }

  /**
   * A product that is added to the kernel rounds once for each sample, by half a unit in the last
   * place; an input's gradient, summed in another order, by far less than a ten-thousandth.
   */
  private static void assertMoved(
      String name, HostTensor before, HostTensor gradient, HostTensor after) {
    double largest = 0;
    for (int i = 0; i < gradient.size(); i++) {
      largest = Math.max(largest, Math.abs(gradient.value(i)));
    }
    assertThat(largest).as("%s has a gradient", name).isPositive();
    double worst = 0;
    for (int i = 0; i < before.size(); i++) {
      double wanted = before.value(i) - RATE * gradient.value(i);
      double unit = Math.ulp((float) Math.max(Math.abs(before.value(i)), Math.abs(wanted)));
      double allowed = (SAMPLES + 1) * unit / 2 + 1e-4 * RATE * largest;
      worst = Math.max(worst, Math.abs(after.value(i) - wanted) / allowed);
    }
    assertThat(worst).as("distance of %s, in parts of what is allowed", name).isLessThan(1);
  }
}
