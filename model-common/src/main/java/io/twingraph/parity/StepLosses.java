// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The losses of one step.
 *
 * @param step 1 for the first
 * @param samples in the batch
 * @param batchSha256 over its images and labels
 * @param a the first engine's
 * @param b the second engine's
 * @param reference the reference's in float64; {@code null} without one
 * @param envelope how far apart rounding alone may have brought {@code a} and {@code b} by now; in
 *     resync mode {@code null}
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record StepLosses(
    int step,
    int samples,
    String batchSha256,
    double a,
    double b,
    Double reference,
    Double envelope) {}
