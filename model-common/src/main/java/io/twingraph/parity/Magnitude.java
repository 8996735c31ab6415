// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;

/** The size of a tensor's values, which an error is measured against. */
final class Magnitude {
  private Magnitude() {}

  /** Root of the mean square, values that are not finite counting as 0. */
  static double rms(HostTensor tensor) {
    double squares = 0;
    for (int i = 0; i < tensor.size(); i++) {
      double value = tensor.value(i);
      squares += Double.isFinite(value) ? value * value : 0;
    }
    return Math.sqrt(squares / Math.max(1, tensor.size()));
  }
}
