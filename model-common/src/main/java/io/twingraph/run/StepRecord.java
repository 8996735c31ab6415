// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

/**
 * The loss of one training step, measured before its update.
 *
 * @param step from 1, counted through all epochs
 * @param loss mean over the samples of the step's batch, in nats; always finite
 */
public record StepRecord(int step, float loss) {}
