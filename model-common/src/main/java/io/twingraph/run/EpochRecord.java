// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import java.util.OptionalDouble;

/**
 * One pass over the training samples.
 *
 * @param epoch from 1
 * @param trainLoss mean over the epoch's samples, each measured before the update of its step; each
 *     sample weighs the same whatever its batch's size; in nats
 * @param trainAccuracy share of those samples that were classified correctly at that moment, 0..1
 * @param validationLoss mean over the validation samples at the parameters that the epoch ended
 *     with, in nats; empty without validation samples, or if it was not finite
 * @param validationAccuracy share of validation samples classified correctly, 0..1; empty without
 *     validation samples
 * @param seconds wall time spent on gathering batches and training on them; validation is not part
 *     of it
 * @param imagesPerSecond training samples divided by {@code seconds}
 */
public record EpochRecord(
    int epoch,
    double trainLoss,
    double trainAccuracy,
    OptionalDouble validationLoss,
    OptionalDouble validationAccuracy,
    double seconds,
    double imagesPerSecond) {}
