// SPDX-License-Identifier: Apache-2.0
/**
 * Whether two engines did the same: tensor by tensor, and run by run.
 *
 * <p>Priorities: a tolerance is a value with a source, never a number in a test; a comparison
 * always says what would have passed; a verdict comes with the evidence that it rests on, and says
 * nothing about the engines where the experiments differ.
 */
package io.twingraph.compare;
