// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

/**
 * Everything that one training step computes, without its update. Names are those of the package
 * documentation.
 *
 * @param activations {@code input} and every layer's output (and value before its activation
 *     function), in the order of the layers; {@code [N,H,W,C]} or {@code [N,units]}
 * @param loss mean over the samples of the batch
 * @param activationGradients derivative of the loss with respect to each activation but {@code
 *     input}, same names and shapes; the last layer's is the loss gradient
 * @param gradients derivative of the loss with respect to each parameter, same names and shapes as
 *     the parameters
 */
public record Trace(
    TensorMap activations, float loss, TensorMap activationGradients, TensorMap gradients) {}
