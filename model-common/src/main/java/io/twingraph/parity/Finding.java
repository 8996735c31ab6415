// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.Tolerance;
import io.twingraph.engine.HostTensor;

/**
 * Two tensors of one place, compared.
 *
 * @param place where
 * @param a the first engine's, or the one that is examined
 * @param b the second engine's, or what the oracle expects
 * @param tolerance what may lie between them
 * @param difference what does
 */
record Finding(
    Place place, HostTensor a, HostTensor b, Tolerance tolerance, Difference difference) {

  static Finding of(Place place, HostTensor a, HostTensor b, Tolerance tolerance) {
    return new Finding(place, a, b, tolerance, Difference.of(a, b, tolerance));
  }

  boolean passes() {
    return difference.passes();
  }
}
