// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.graph.Graph;
import io.twingraph.graph.Node;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;

/** Networks whose sizes are worked out by hand in the tests. */
final class TestNetworks {
  private TestNetworks() {}

  /**
   * Every kind of layer: 8x8x2, convolved to 3x7x3, pooled by overlapping windows to 2x3x3 and
   * 1x2x3, flattened to 6, dense 4, dense 3.
   */
  static Graph everyLayer() {
    Model model =
        Model.of(
            Input.of(8, 8, 2),
            new Layer.Conv2d(
                null, 3, new Size(3, 2), new Size(2, 1), null, ActivationFunction.RELU, null, null),
            Layer.activation(ActivationFunction.TANH),
            new Layer.MaxPool2d(null, new Size(2, 3), new Size(1, 2), null),
            new Layer.AvgPool2d(null, new Size(2, 2), new Size(2, 1), null),
            Layer.flatten(),
            new Layer.Dense(null, 4, ActivationFunction.GELU, null, null),
            Layer.dense(3));
    return model.graph();
  }

  /** Two inputs, two hidden units with this function, two classes. */
  static Experiment dense(ActivationFunction function) {
    Model model =
        Model.of(
            Input.of(1, 2, 1),
            Layer.flatten(),
            new Layer.Dense(null, 2, function, null, null),
            Layer.dense(2));
    return Experiment.of("dense", model);
  }

  /** The first node of a network of this layer, on 4x4x1, and a dense layer. */
  static Node node(Layer layer) {
    Model model = Model.of(Input.of(4, 4, 1), layer, Layer.flatten(), Layer.dense(2));
    return model.graph().nodes().get(0);
  }

  /** A 3x3 convolution that keeps 4x4. */
  static Layer.Conv2d padded() {
    return Layer.conv2d(1, 3).withPadding(Padding.same());
  }
}
