// SPDX-License-Identifier: Apache-2.0
/**
 * What an engine is: the SPI that each binding implements, and the tensors that cross it.
 *
 * <p>An engine lowers one whole, already validated experiment; it is no library of operations.
 * Everything that crosses the boundary is in the canonical layout (see {@link io.twingraph.spec}),
 * whatever the engine uses inside.
 *
 * <p>Names of values in a {@link io.twingraph.engine.Trace}: {@code input}; the output of a layer
 * under the layer's name ({@code conv2d}); where a convolution or dense layer has an activation
 * function, the value before it under {@code conv2d/preactivation}. The logits are the last layer's
 * output. Parameters are {@code conv2d/kernel}, {@code conv2d/bias}. Optimizer state is the
 * parameter's name and the slot: {@code conv2d/kernel/velocity} (SGD with momentum), {@code
 * conv2d/kernel/m} and {@code conv2d/kernel/v} (Adam).
 *
 * <p>Engines are found with {@link java.util.ServiceLoader}; the user names the engine. There is no
 * silent fallback. An engine and its sessions are used by one thread at a time.
 */
package io.twingraph.engine;
