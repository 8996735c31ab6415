// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

/**
 * Where the time of a comparison went, in seconds.
 *
 * @param engines traces, steps and reading back, of both engines
 * @param reference the reference's steps, and the oracle's answers
 * @param comparison everything else: the comparison itself
 */
public record ParityTiming(double engines, double reference, double comparison) {}
