// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/** The points at which an operator has no derivative. */
public enum Kink {
  /** None: the derivative is continuous. */
  NONE,
  /** Inputs at the points that {@link Elementwise#jumps} lists. */
  POINT,
  /** Equal largest values in one window. */
  TIE
}
