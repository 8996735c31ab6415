// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.graph.Node;
import io.twingraph.op.Rounding;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Layer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the operators say of their arithmetic, on sizes worked out by hand. */
class NodeArithmeticTest {
  private static final List<Node> ALL = TestNetworks.everyLayer().nodes();

  private static long parameterTerms(Node node, int samples) {
    return node.parameters().get(0).slot().uses() * samples;
  }

  @Test
  void eachNodeReadsWhatTheOneBeforeItGives() {
    assertThat(
            ALL.stream().map(n -> n.layer() + ": " + n.input().name() + " -> " + n.output().name()))
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
    assertThat(ALL.stream().map(node -> node.op().label()))
        .containsExactly(
            "conv2d",
            "relu",
            "tanh",
            "max_pool2d",
            "avg_pool2d",
            "flatten",
            "dense",
            "gelu",
            "dense");
    assertThat(ALL.stream().map(Node::hasParameters))
        .containsExactly(true, false, false, false, false, false, true, false, true);
  }

  @Test
  void forwardSumsAreAsLongAsTheirWindow() {
    // 3*2 kernel * 2 channels + bias; a 2x2 mean; 6 and 4 inputs + bias.
    assertThat(ALL.stream().map(node -> node.forward().terms()))
        .containsExactly(13L, 1L, 1L, 1L, 4L, 1L, 7L, 1L, 5L);
  }

  @Test
  void backwardSumsAreAsLongAsTheWindowsThatOverlap() {
    // A pixel lies in ceil(3/2) * ceil(2/1) windows of 3 filters; in 2 * 2 and in 1 * 2 windows of
    // the poolings; in 4 and 3 units.
    assertThat(ALL.stream().map(node -> node.backward(0).terms()))
        .containsExactly(12L, 1L, 1L, 4L, 2L, 1L, 4L, 1L, 3L);
  }

  @Test
  void parameterSumsAreAsLongAsSamplesTimesPositions() {
    assertThat(parameterTerms(ALL.get(0), 5)).isEqualTo(5 * 3 * 7);
    assertThat(parameterTerms(ALL.get(6), 5)).isEqualTo(5);
    assertThat(parameterTerms(ALL.get(8), 1)).isEqualTo(1);
  }

  @Test
  void operatorsThatOnlyCopyAreThoseWithoutArithmetic() {
    assertThat(ALL.stream().map(node -> node.forward().isExact()))
        .containsExactly(false, true, false, true, false, true, false, false, false);
    assertThat(ALL.stream().map(node -> node.backward(0).isExact()))
        .containsExactly(false, true, false, false, false, true, false, false, false);
    assertThat(TestNetworks.node(Layer.maxPool2d(2)).backward(0).isExact()).isTrue();
    assertThat(TestNetworks.node(Layer.avgPool2d(2)).backward(0).isExact()).isFalse();
    Node linear = TestNetworks.node(Layer.activation(ActivationFunction.LINEAR));
    assertThat(linear.forward().isExact() && linear.backward(0).isExact()).isTrue();
    Node leaky = TestNetworks.node(Layer.activation(ActivationFunction.leakyRelu(0.1)));
    assertThat(leaky.forward()).isEqualTo(Rounding.function(1));
    assertThat(leaky.backward(0)).isEqualTo(Rounding.function(1));
  }
}
