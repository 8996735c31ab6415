// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.spec.Experiment;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Network;
import io.twingraph.spec.Optimizer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Dense kernels whose gradient is never written out.
 *
 * <p>The gradient of a dense kernel is the product {@code input^T * outputGradient}. Plain gradient
 * descent only adds it, scaled, to the kernel, and a matrix product can add to what is there; the
 * 37.7 MB gradient of the tutorial's largest kernel is then neither written nor read again. Other
 * optimizers look at the gradient more than once and get it as a tensor.
 *
 * <p>The kernel's new value differs from that of the written-out gradient by rounding alone: the
 * product may round once for each of the batch's samples, by at most half a unit in the last place
 * of the kernel's value each time (a test holds it to that).
 *
 * @param factors for each such kernel, the names of the two activations whose product it is
 */
record TorchProducts(Map<String, Factors> factors) {

  /**
   * What is multiplied.
   *
   * @param input the activation that enters the layer
   * @param output the value before the layer's activation function, whose gradient is needed
   */
  record Factors(String input, String output) {}

  static TorchProducts of(Experiment experiment) {
    Map<String, Factors> factors = new LinkedHashMap<>();
    if (experiment.optimizer() instanceof Optimizer.Sgd sgd && sgd.momentum() == 0) {
      String input = Network.INPUT;
      for (Network.Node node : experiment.network().layers()) {
        if (node.layer() instanceof Layer.Dense) {
          String output = node.preactivation().orElse(node.name());
          factors.put(node.kernel().orElseThrow().name(), new Factors(input, output));
        }
        input = node.name();
      }
    }
    return new TorchProducts(factors);
  }

  /** Whether an activation of this name is a factor. */
  boolean needs(String activation) {
    return factors.values().stream()
        .anyMatch(pair -> pair.input().equals(activation) || pair.output().equals(activation));
  }
}
