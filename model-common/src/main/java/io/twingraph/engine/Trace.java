// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import java.util.List;

/**
 * Everything that one training step computes, without its update. Names are those of the package
 * documentation. Tensors are float32, or float64 where a reference engine gives them.
 *
 * @param activations {@code input} (read back from the engine, not from the batch) and every
 *     layer's output (and value before its activation function), in the order of the layers; {@code
 *     [N,H,W,C]} or {@code [N,units]}
 * @param labels of each sample, read back from the engine
 * @param loss mean over the samples of the batch
 * @param activationGradients derivative of the loss with respect to each activation but {@code
 *     input}, same names and shapes; the last layer's is the loss gradient
 * @param gradients derivative of the loss with respect to each parameter, same names and shapes as
 *     the parameters
 */
public record Trace(
    TensorMap activations,
    List<Integer> labels,
    double loss,
    TensorMap activationGradients,
    TensorMap gradients) {
  public Trace {
    labels = List.copyOf(labels);
  }
}
