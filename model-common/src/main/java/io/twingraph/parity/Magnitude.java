// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;
import java.util.stream.IntStream;

/** The size of a tensor's values, which an error is measured against. */
final class Magnitude {
  private static final int PART = 1 << 18;

  private Magnitude() {}

  /** Largest magnitude; of the finite values where some are not. */
  static double largest(HostTensor tensor) {
    int size = tensor.size();
    if (!tensor.isFloat64()) {
      int parts = Math.max(1, size / PART);
      double largest =
          IntStream.range(0, parts)
              .parallel()
              .mapToDouble(part -> largest(tensor.data(), part, parts))
              .max()
              .orElse(0);
      if (largest <= Float.MAX_VALUE) {
        return largest;
      }
    }
    double largest = 0;
    for (int i = 0; i < size; i++) {
      double value = Math.abs(tensor.value(i));
      largest = Double.isFinite(value) ? Math.max(largest, value) : largest;
    }
    return largest;
  }

  private static double largest(float[] values, int part, int parts) {
    int from = (int) ((long) values.length * part / parts);
    int to = (int) ((long) values.length * (part + 1) / parts);
    float largest = FloatBlocks.largest(values, from, to);
    return Float.isNaN(largest) ? Double.POSITIVE_INFINITY : largest;
  }

  /** Root of the mean square; values that are not finite count as 0. */
  static double rms(HostTensor tensor) {
    double squares = 0;
    for (int i = 0; i < tensor.size(); i++) {
      double value = tensor.value(i);
      squares += Double.isFinite(value) ? value * value : 0;
    }
    return Math.sqrt(squares / Math.max(1, tensor.size()));
  }
}
