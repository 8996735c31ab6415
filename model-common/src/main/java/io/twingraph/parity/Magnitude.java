// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;

/**
 * The size of a tensor's values, which an error is measured against.
 *
 * @param largest largest finite magnitude
 * @param rms root of the mean square of the finite values
 */
record Magnitude(double largest, double rms) {

  static Magnitude of(HostTensor tensor) {
    return tensor.isFloat64() ? of(tensor.doubles()) : of(tensor.data());
  }

  private static Magnitude of(float[] values) {
    float largest = 0;
    double squares = 0;
    for (float value : values) {
      float magnitude = Math.abs(value);
      if (magnitude <= Float.MAX_VALUE) {
        largest = Math.max(largest, magnitude);
        squares += (double) value * value;
      }
    }
    return new Magnitude(largest, Math.sqrt(squares / Math.max(1, values.length)));
  }

  private static Magnitude of(double[] values) {
    double largest = 0;
    double squares = 0;
    for (double value : values) {
      if (Double.isFinite(value)) {
        largest = Math.max(largest, Math.abs(value));
        squares += value * value;
      }
    }
    return new Magnitude(largest, Math.sqrt(squares / Math.max(1, values.length)));
  }
}
