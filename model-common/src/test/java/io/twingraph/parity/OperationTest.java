// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.run.RunFixtures;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Optimizer;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationTest {
  private static final List<Operation> ALL = Operation.of(TestNetworks.everyLayer());

  @Test
  void operationsLieBetweenNeighbouringActivations() {
    assertThat(ALL.stream().map(o -> o.layer() + ": " + o.input() + " -> " + o.output()))
        .containsExactly(
            "conv2d: input -> conv2d/preactivation",
            "conv2d: conv2d/preactivation -> conv2d",
            "activation: conv2d -> activation",
            "max_pooling2d: activation -> max_pooling2d",
            "average_pooling2d: max_pooling2d -> average_pooling2d",
            "flatten: average_pooling2d -> flatten",
            "dense: flatten -> dense/preactivation",
            "dense: dense/preactivation -> dense",
            "dense_1: dense -> dense_1");
    assertThat(ALL.stream().map(Operation::function))
        .containsExactly(
            null,
            ActivationFunction.RELU,
            ActivationFunction.TANH,
            null,
            null,
            null,
            null,
            ActivationFunction.GELU,
            null);
    assertThat(ALL.stream().map(Operation::hasParameters))
        .containsExactly(true, false, false, false, false, false, true, false, true);
  }

  @Test
  void forwardSumsAreAsLongAsTheirWindow() {
    // 3*2 kernel * 2 channels + bias; a 2x2 mean; 6 and 4 inputs + bias.
    assertThat(ALL.stream().map(Operation::forwardTerms))
        .containsExactly(13L, 1L, 1L, 1L, 4L, 1L, 7L, 1L, 5L);
  }

  @Test
  void backwardSumsAreAsLongAsTheWindowsThatOverlap() {
    // A pixel lies in ceil(3/2) * ceil(2/1) windows of 3 filters; in 2 * 2 and in 1 * 2 windows of
    // the poolings; in 4 and 3 units.
    assertThat(ALL.stream().map(Operation::backwardTerms))
        .containsExactly(12L, 1L, 1L, 4L, 2L, 1L, 4L, 1L, 3L);
  }

  @Test
  void parameterSumsAreAsLongAsSamplesTimesPositions() {
    assertThat(ALL.get(0).parameterTerms(5)).isEqualTo(5 * 3 * 7);
    assertThat(ALL.get(6).parameterTerms(5)).isEqualTo(5);
    assertThat(ALL.get(8).parameterTerms(1)).isEqualTo(1);
  }

  @Test
  void operationsThatOnlyCopyAreThoseWithoutArithmetic() {
    assertThat(ALL.stream().map(Operation::copiesForward))
        .containsExactly(false, true, false, true, false, true, false, false, false);
    assertThat(ALL.stream().map(Operation::copiesBackward))
        .containsExactly(false, true, false, false, false, true, false, false, false);
    assertThat(TestNetworks.operation(Layer.maxPool2d(2)).copiesBackward()).isTrue();
    assertThat(TestNetworks.operation(Layer.avgPool2d(2)).copiesBackward()).isFalse();
    Operation linear = TestNetworks.operation(Layer.activation(ActivationFunction.LINEAR));
    assertThat(linear.copiesForward() && linear.copiesBackward()).isTrue();
    Operation leaky = TestNetworks.operation(Layer.activation(ActivationFunction.leakyRelu(0.1)));
    assertThat(leaky.copiesForward() || leaky.copiesBackward()).isFalse();
  }

  @Test
  void placesOfAStepAreInTheOrderInWhichValuesComeIntoBeing() {
    List<Place> places =
        Place.of(RunFixtures.experiment().withOptimizer(new Optimizer.Sgd(0.9, false)));
    assertThat(places.stream().map(p -> p.stage() + " | " + p.layer() + " | " + p.tensor()))
        .containsExactly(
            "batch | input | input",
            "batch | input | labels",
            "initial parameters | conv2d | conv2d/kernel",
            "initial parameters | conv2d | conv2d/bias",
            "initial parameters | dense | dense/kernel",
            "initial parameters | dense | dense/bias",
            "activation | conv2d | conv2d/preactivation",
            "activation | conv2d | conv2d",
            "activation | flatten | flatten",
            "activation | dense | dense",
            "loss | loss | loss",
            "loss | loss | loss of the step",
            "loss gradient | loss | dense",
            "parameter gradient | dense | dense/kernel",
            "parameter gradient | dense | dense/bias",
            "activation gradient | dense | flatten",
            "activation gradient | flatten | conv2d",
            "activation gradient | conv2d | conv2d/preactivation",
            "parameter gradient | conv2d | conv2d/kernel",
            "parameter gradient | conv2d | conv2d/bias",
            "optimizer state | conv2d | conv2d/kernel/velocity",
            "optimizer state | conv2d | conv2d/bias/velocity",
            "optimizer state | dense | dense/kernel/velocity",
            "optimizer state | dense | dense/bias/velocity",
            "updated parameters | conv2d | conv2d/kernel",
            "updated parameters | conv2d | conv2d/bias",
            "updated parameters | dense | dense/kernel",
            "updated parameters | dense | dense/bias");
  }

  @Test
  void adamHasTwoSlotsForEachParameter() {
    assertThat(
            Place.of(RunFixtures.experiment().withOptimizer(Optimizer.adam())).stream()
                .filter(place -> place.stage() == Stage.OPTIMIZER_STATE)
                .map(Place::tensor))
        .startsWith("conv2d/kernel/m", "conv2d/kernel/v", "conv2d/bias/m")
        .hasSize(8);
  }
}
