// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

/**
 * What each stage should have given from the inputs that it had. A reference engine's session is
 * one, beside being a {@link TrainingSession}.
 *
 * <p>Where a {@link Trace} of another engine is wrong in one layer, everything after that layer
 * differs too. An oracle answers for each stage by itself, from the observed values that entered
 * it, so that only the layer that is wrong is wrong; and a value that lies on the kink of a ReLU,
 * or a maximum that is nearly a tie, is decided as the observed engine decided it.
 */
public interface StageOracle {

  /**
   * For an observed trace, in float64, with the same names and shapes:
   *
   * <ul>
   *   <li>each activation from the observed activation before it (the first is {@code input}
   *       itself);
   *   <li>the loss and the loss gradient from the observed logits and labels;
   *   <li>each other activation gradient from the observed gradient of the next activation, and the
   *       observed activation that entered the layer between them;
   *   <li>each parameter gradient from the observed gradient of its layer's output (before the
   *       activation function) and the observed activation that entered the layer.
   * </ul>
   *
   * @param parameters those that the observed engine had; the oracle's own session keeps its own
   * @throws io.twingraph.error.SpecException if names or shapes are not those of the experiment
   */
  Trace expected(TensorMap parameters, Trace observed);
}
