// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

/**
 * What an optimizer remembers between steps.
 *
 * @param steps number of updates made so far ({@code t} of Adam's bias correction after them)
 * @param slots tensors in the parameters' canonical layouts, named {@code parameter/velocity} (SGD
 *     with momentum), {@code parameter/m} and {@code parameter/v} (Adam); empty for plain SGD
 */
public record OptimizerState(long steps, TensorMap slots) {}
