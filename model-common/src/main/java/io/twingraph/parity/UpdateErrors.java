// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;

/** The worst of what an update has made of one tensor. */
final class UpdateErrors {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private final HostTensor actual;
  private double share;
  private double worstExpected;
  private double worstAllowed;
  private int worst = -1;

  UpdateErrors(HostTensor actual) {
    this.actual = actual;
  }

  /** Takes note of one value. */
  void value(int i, double got, double expected, double allowed) {
    double apart = Math.abs(got - expected);
    double used =
        !Double.isFinite(apart) ? notFinite(got, expected) : apart == 0 ? 0 : apart / allowed;
    if (used > share) {
      share = used;
      worst = i;
      worstExpected = expected;
      worstAllowed = allowed;
    }
  }

  /** Takes note of what another part of the tensor has seen. */
  void add(UpdateErrors other) {
    if (other.share > share) {
      share = other.share;
      worst = other.worst;
      worstExpected = other.worstExpected;
      worstAllowed = other.worstAllowed;
    }
  }

  private static double notFinite(double got, double expected) {
    // The same number is an infinity in float32; who may be blamed for it is decided elsewhere.
    boolean overflows =
        Math.abs(expected) > Float.MAX_VALUE && got == Math.signum(expected) * INFINITY;
    return overflows ? 0 : INFINITY;
  }

  /** The largest part of what is allowed that a value uses. */
  double share() {
    return share;
  }

  boolean passes() {
    return share <= 1;
  }

  HostTensor actual() {
    return actual;
  }

  /** Row-major offset of the worst value; -1 if all are exact. */
  int worst() {
    return worst;
  }

  /** What the worst value should have been. */
  double expected() {
    return worstExpected;
  }

  /** How far it may be from that. */
  double allowed() {
    return worstAllowed;
  }
}
