// SPDX-License-Identifier: Apache-2.0
/**
 * The operators: one record for each, with everything that is known of it and nothing that computes
 * it. An {@link io.twingraph.op.Op} states its name, the shapes that it takes and gives, its
 * parameters, how its float32 arithmetic rounds, and what is usually wrong where its result is.
 * Engines, the reference, parity and reports ask the operator and never its class, apart from the
 * tables that lower it.
 *
 * <p>Shapes are of one sample, without the batch dimension, channels last: an image is {@code [H,
 * W, C]}, a vector {@code [U]}. Parameters have all their dimensions.
 *
 * <p>This is the ground floor: it knows no graph, no experiment and no engine.
 */
package io.twingraph.op;
