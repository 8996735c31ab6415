// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static io.twingraph.parity.Tensors.matrix;
import static io.twingraph.parity.Tensors.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.op.Size;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KinksTest {
  private static Observation observation(TensorMap activations, TensorMap gradients) {
    Trace trace = new Trace(activations, List.of(0), 1, gradients, TensorMap.empty());
    return new Observation("", null, null, trace, null, null, null);
  }

  /** A step of {@link TestNetworks#dense} with these two values before the function. */
  private static Observation dense(float first, float second) {
    Map<String, HostTensor> activations = new LinkedHashMap<>();
    activations.put("input", Tensors.image(1, 2, 1, 1));
    activations.put("flatten", matrix(1, 2, 1, 1));
    activations.put("dense/preactivation", matrix(1, 2, first, second));
    activations.put("dense", matrix(1, 2, 0, 0));
    activations.put("dense_1", matrix(1, 2, 0, 0));
    return observation(new TensorMap(activations), TensorMap.empty());
  }

  private static String between(
      ActivationFunction function, Stage stage, String layer, Observation a, Observation b) {
    return between(TestNetworks.dense(function), stage, layer, a, b);
  }

  private static String between(
      Experiment experiment, Stage stage, String layer, Observation a, Observation b) {
    Place place = new Place(stage, layer, "any", null);
    Finding finding = Finding.of(place, vector(1), vector(2), Tensors.EXACT);
    return Kinks.between(experiment, a, b, finding);
  }

  @Test
  void valueOnAnotherSideOfZeroIsAKinkOfARelu() {
    Observation a = dense(1e-9f, 0.5f);
    Observation b = dense(-1e-9f, 0.6f);
    String kink = "1 values lie on a kink of dense";
    ActivationFunction relu = ActivationFunction.RELU;
    assertThat(between(relu, Stage.PARAMETER_GRADIENT, "dense", a, b)).isEqualTo(kink);
    assertThat(between(relu, Stage.ACTIVATION_GRADIENT, "flatten", a, b)).isEqualTo(kink);
    assertThat(between(relu, Stage.UPDATED_PARAMETERS, "dense", a, b)).isEqualTo(kink);
    assertThat(between(ActivationFunction.leakyRelu(0.1), Stage.PARAMETER_GRADIENT, "dense", a, b))
        .isEqualTo(kink);
  }

  @Test
  void zeroLiesOnTheSideWithoutAGradient() {
    Stage stage = Stage.PARAMETER_GRADIENT;
    ActivationFunction relu = ActivationFunction.RELU;
    assertThat(between(relu, stage, "dense", dense(0, 1), dense(-1e-9f, 1))).isEmpty();
    assertThat(between(relu, stage, "dense", dense(0, 1), dense(1e-9f, 1))).isNotEmpty();
  }

  @Test
  void jumpElsewhereThanAtZeroIsAKinkTooAndItsPointHasTheSideThatTheFunctionGives() {
    Stage stage = Stage.PARAMETER_GRADIENT;
    ActivationFunction function = ActivationFunction.HARD_SWISH;
    float below = Math.nextDown(-3f);
    float above = Math.nextUp(3f);
    assertThat(between(function, stage, "dense", dense(-3, 1), dense(below, 1))).isNotEmpty();
    assertThat(between(function, stage, "dense", dense(-3, 1), dense(-2.9f, 1))).isEmpty();
    assertThat(between(function, stage, "dense", dense(3, 1), dense(above, 1))).isNotEmpty();
    assertThat(between(function, stage, "dense", dense(3, 1), dense(2.9f, 1))).isEmpty();
    assertThat(between(function, stage, "dense", dense(1e-9f, 1), dense(-1e-9f, 1))).isEmpty();
  }

  @Test
  void smoothFunctionHasNoKink() {
    Observation a = dense(1e-9f, 0.5f);
    Observation b = dense(-1e-9f, 0.5f);
    assertThat(between(ActivationFunction.GELU, Stage.PARAMETER_GRADIENT, "dense", a, b)).isEmpty();
  }

  @Test
  void kinkBelowTheGradientsLayerExcusesNothing() {
    Observation a = dense(1e-9f, 0.5f);
    Observation b = dense(-1e-9f, 0.5f);
    ActivationFunction relu = ActivationFunction.RELU;
    assertThat(between(relu, Stage.PARAMETER_GRADIENT, "dense_1", a, b)).isEmpty();
    for (Stage stage : List.of(Stage.ACTIVATION, Stage.LOSS, Stage.LOSS_GRADIENT, Stage.METRIC)) {
      assertThat(between(relu, stage, "dense", a, b)).as("%s", stage).isEmpty();
    }
  }

  @Test
  void maximumThatIsTakenElsewhereIsAKinkOfThePooling() {
    Experiment experiment =
        Experiment.of(
            "pooled",
            Model.of(
                Input.of(1, 2, 1),
                Layer.conv2d(1, 1),
                new Layer.MaxPool2d(null, new Size(1, 2), null, null),
                Layer.flatten(),
                Layer.dense(2)));
    Observation left = pooled(1.0000001f, 1, 0.5f, 0);
    Observation right = pooled(1, 1.0000001f, 0, 0.5f);
    Stage stage = Stage.PARAMETER_GRADIENT;
    assertThat(between(experiment, stage, "conv2d", left, right))
        .isEqualTo("2 values lie on a kink of max_pooling2d");
    // The same values, so that the tie is decided otherwise: no rounding, but another meaning.
    Observation first = pooled(1, 1, 0.5f, 0);
    Observation last = pooled(1, 1, 0, 0.5f);
    assertThat(between(experiment, stage, "conv2d", first, last)).isEmpty();
  }

  private static Observation pooled(float x, float y, float gx, float gy) {
    Map<String, HostTensor> activations =
        Map.of(
            "input", Tensors.image(1, 2, x, y),
            "conv2d", Tensors.image(1, 2, x, y),
            "max_pooling2d", Tensors.image(1, 1, Math.max(x, y)),
            "flatten", matrix(1, 1, Math.max(x, y)));
    Map<String, HostTensor> gradients = Map.of("conv2d", Tensors.image(1, 2, gx, gy));
    return observation(new TensorMap(activations), new TensorMap(gradients));
  }
}
