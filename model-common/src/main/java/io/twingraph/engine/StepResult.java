// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

/**
 * What one training step reports, both measured before the update.
 *
 * @param loss mean over the samples of the batch
 * @param correct samples whose largest logit (the first of equals) is that of their label
 */
public record StepResult(float loss, int correct) {}
