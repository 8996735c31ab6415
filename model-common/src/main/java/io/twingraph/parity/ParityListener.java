// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

/** Is told how a comparison goes. */
public interface ParityListener {
  /** Listens to nothing. */
  ParityListener NONE = (done, wanted, losses) -> {};

  /**
   * A step was made and compared.
   *
   * @param done steps so far
   * @param wanted steps in all
   * @param losses of this one
   */
  void stepFinished(int done, int wanted, StepLosses losses);
}
