// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;
import java.util.stream.IntStream;

/** How far a tensor is from the truth. */
final class Distance {
  private static final int PART = 1 << 18;

  private Distance() {}

  /** Root of the mean of {@code (a - truth)^2}; tensors of one shape. */
  static double rms(HostTensor a, HostTensor truth) {
    int size = a.size();
    int parts = Math.max(1, size / PART);
    double squares =
        IntStream.range(0, parts)
            .parallel()
            .mapToDouble(
                part ->
                    squares(
                        a,
                        truth,
                        (int) ((long) size * part / parts),
                        (int) ((long) size * (part + 1) / parts)))
            .sum();
    return Math.sqrt(squares / Math.max(1, size));
  }

  private static double squares(HostTensor a, HostTensor truth, int from, int to) {
    double sum = 0;
    if (!a.isFloat64() && truth.isFloat64()) {
      float[] x = a.data();
      double[] y = truth.doubles();
      for (int i = from; i < to; i++) {
        double d = x[i] - y[i];
        sum += d * d;
      }
      return sum;
    }
    for (int i = from; i < to; i++) {
      double d = a.value(i) - truth.value(i);
      sum += d * d;
    }
    return sum;
  }
}
