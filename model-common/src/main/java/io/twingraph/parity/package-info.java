// SPDX-License-Identifier: Apache-2.0
/**
 * Whether two engines mean the same: every stage of every step, in lock-step, with a verdict, the
 * first place where the meaning differs, and who is wrong there.
 *
 * <p>Three questions are asked of each step. Are the two engines within the rounding of the sums
 * that they have made ({@code CrossTolerances})? Is each update what the optimizer's formula makes
 * of the engine's own gradients ({@code UpdateRule})? And, where there is a float64 reference, is
 * each stage of each engine what it should be, given what entered that stage ({@link
 * io.twingraph.engine.StageOracle})? The last question is the one that decides: it does not depend
 * on what went wrong before, and rounding that a kink amplifies does not disturb it.
 */
package io.twingraph.parity;
