// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.data.Batch;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.graph.Parameter;
import io.twingraph.op.LayerNorm;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Operators with several inputs, and values with several readers, with values worked by hand. */
public abstract class BranchContract extends EngineSuite {
  private static final double NEAR = 1e-6;

  /**
   * Kernels of 1, 2, 3, ..., no biases, factors of 1, on a batch of one image 1x2x2 of 1, 2, 3, 4.
   */
  private Trace trace(Layer... layers) {
    Experiment experiment = Experiment.of("branches", Model.of(Input.of(1, 2, 2), layers));
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : experiment.graph().parameters()) {
      float[] data = new float[(int) parameter.count()];
      for (int i = 0; i < data.length && parameter.slot().multiplies(); i++) {
        data[i] = i + 1;
      }
      if (parameter.slot().name().equals(LayerNorm.GAMMA)) {
        Arrays.fill(data, 1);
      }
      tensors.put(parameter.name(), HostTensor.wrap(parameter.dimensions(), data));
    }
    try (TrainingSession session = open(experiment, new TensorMap(tensors))) {
      return session.trace(Batch.of(1, 2, 2, new float[] {1, 2, 3, 4}, 0));
    }
  }

  private static void assertValues(TensorMap tensors, String name, double... expected) {
    assertThat(tensors.get(name).size()).as(name).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(tensors.get(name).value(i))
          .as(name + " " + i)
          .isCloseTo(expected[i], within(NEAR));
    }
  }

  private static double at(TensorMap tensors, String name, int index) {
    return tensors.get(name).value(index);
  }

  @Test
  void additionHandsItsGradientToEachInputAndAForkAddsThemUp() {
    Trace trace =
        trace(
            new Layer.Flatten("a"),
            new Layer.Activation("b", ActivationFunction.leakyRelu(0.5)),
            Layer.add().withName("c").from("a", "b"),
            Layer.dense(2).withName("d"));
    assertThat(trace.activations().names())
        .containsExactly("input", "a", "a/fork_1", "a/fork_2", "b", "c", "d");
    assertValues(trace.activations(), "a/fork_2", 1, 2, 3, 4);
    assertValues(trace.activations(), "c", 2, 4, 6, 8);
    for (int i = 0; i < 4; i++) {
      double dc = at(trace.activationGradients(), "c", i);
      assertThat(dc).isNotZero();
      assertThat(at(trace.activationGradients(), "b", i)).isEqualTo(dc);
      double sum =
          at(trace.activationGradients(), "a/fork_1", i)
              + at(trace.activationGradients(), "a/fork_2", i);
      assertThat(sum).as("b is positive: its derivative is 1").isEqualTo(2 * dc);
      assertThat(at(trace.activationGradients(), "a", i)).isEqualTo(sum);
    }
  }

  @Test
  void inputWithTwoReadersIsForkedToo() {
    Trace trace =
        trace(
            new Layer.Flatten("a"),
            new Layer.Flatten("b").from("input"),
            Layer.concat().from("b", "a"));
    assertThat(trace.activations().names())
        .containsExactly("input", "input/fork_1", "input/fork_2", "a", "b", "concat");
    assertValues(trace.activations(), "concat", 1, 2, 3, 4, 1, 2, 3, 4);
    assertThat(trace.activationGradients().names()).doesNotContain("input");
    for (int i = 0; i < 4; i++) {
      assertThat(at(trace.activationGradients(), "a", i))
          .isEqualTo(at(trace.activationGradients(), "concat", 4 + i));
    }
  }

  @Test
  void multiplicationHandsEachInputTheOther() {
    Trace trace =
        trace(
            new Layer.Flatten("a"), Layer.dense(4).withName("b"), Layer.multiply().from("a", "b"));
    // The kernel's rows are 1..4, 5..8, 9..12, 13..16: b = 1 row 1 + 2 row 2 + 3 row 3 + 4 row 4.
    assertValues(trace.activations(), "b", 90, 100, 110, 120);
    assertValues(trace.activations(), "multiply", 90, 200, 330, 480);
    for (int i = 0; i < 4; i++) {
      double dy = at(trace.activationGradients(), "multiply", i);
      assertThat(at(trace.activationGradients(), "b", i)).isCloseTo(dy * (i + 1), within(NEAR));
    }
  }

  @Test
  void concatenationPutsChannelsSideBySideAtEachPosition() {
    Trace trace =
        trace(Layer.conv2d(1, 1).withName("a"), Layer.concat().from("input", "a"), Layer.flatten());
    // The 1x1 kernel [1, 2] gives 1 + 2*2 = 5 and 3 + 2*4 = 11.
    assertValues(trace.activations(), "concat", 1, 2, 5, 3, 4, 11);
    assertThat(at(trace.activationGradients(), "a", 1))
        .isEqualTo(at(trace.activationGradients(), "flatten", 5));
  }

  @Test
  void globalMeanIsOverPositionsAndNotChannels() {
    Trace trace = trace(Layer.globalAvgPool2d());
    assertValues(trace.activations(), "global_avg_pool2d", 2, 3);
  }

  @Test
  void layerNormIsOverTheChannelsOfEachPosition() {
    // Of (1, 2): mean 1.5, variance 0.25; of (3, 4) the same.
    Trace trace = trace(new Layer.LayerNorm(null, 0.75), Layer.flatten());
    double up = 0.5 / Math.sqrt(0.25 + 0.75);
    assertValues(trace.activations(), "layer_norm", -up, up, -up, up);
    double[] dy = new double[4];
    for (int i = 0; i < 4; i++) {
      dy[i] = at(trace.activationGradients(), "layer_norm", i);
    }
    assertValues(trace.gradients(), "layer_norm/beta", dy[0] + dy[2], dy[1] + dy[3]);
    assertValues(
        trace.gradients(), "layer_norm/gamma", -up * (dy[0] + dy[2]), up * (dy[1] + dy[3]));
  }

  @Test
  void derivativeOfLayerNormHasMeanAndVarianceInIt() {
    Trace trace =
        trace(
            new Layer.Activation("x", ActivationFunction.LINEAR),
            new Layer.LayerNorm("y", 0.75),
            Layer.flatten());
    for (int first = 0; first < 4; first += 2) {
      double a = at(trace.activationGradients(), "y", first);
      double b = at(trace.activationGradients(), "y", first + 1);
      // The derivative of -d / sqrt(d^2 + 0.75) by d = (x[1] - x[0]) / 2 = 0.5 is 0.75.
      double half = 0.75 * (b - a) / 2;
      assertThat(at(trace.activationGradients(), "x", first)).isCloseTo(-half, within(NEAR));
      assertThat(at(trace.activationGradients(), "x", first + 1)).isCloseTo(half, within(NEAR));
    }
  }

  @Test
  void softmaxIsOverChannelsAtEachPosition() {
    Trace trace = trace(new Layer.Softmax(null), Layer.flatten());
    double e = Math.exp(1);
    assertValues(
        trace.activations(), "softmax", 1 / (1 + e), e / (1 + e), 1 / (1 + e), e / (1 + e));
  }

  @Test
  void derivativeOfSoftmaxHasTheOtherChannelsInIt() {
    Trace trace =
        trace(
            new Layer.Activation("x", ActivationFunction.LINEAR),
            new Layer.Softmax(null),
            Layer.flatten());
    for (int i = 0; i < 4; i++) {
      int other = i ^ 1;
      double y = at(trace.activations(), "softmax", i);
      double yOther = at(trace.activations(), "softmax", other);
      double dy = at(trace.activationGradients(), "softmax", i);
      double dyOther = at(trace.activationGradients(), "softmax", other);
      assertThat(at(trace.activationGradients(), "x", i))
          .isCloseTo(y * (dy - y * dy - yOther * dyOther), within(NEAR));
    }
  }
}
