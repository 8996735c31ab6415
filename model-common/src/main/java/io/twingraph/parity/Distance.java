// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;
import java.util.stream.IntStream;

/** How far a tensor is from the truth. */
final class Distance {
  private static final int BLOCK = 1024;

  /** Above so many values one block of four is measured: a mean needs no more, and memory waits. */
  private static final int SAMPLED = 1 << 16;

  private static final int EVERY = 4;

  private Distance() {}

  /**
   * Root of the mean of {@code (a - truth)^2} of two tensors of one shape; in tensors of more than
   * 65,536 values of every fourth block of 1,024.
   */
  static double rms(HostTensor a, HostTensor truth) {
    int size = a.size();
    int step = size > SAMPLED ? EVERY * BLOCK : BLOCK;
    int blocks = (size + step - 1) / step;
    IntStream starts = IntStream.range(0, blocks).map(block -> block * step);
    double squares =
        (blocks > 64 ? starts.parallel() : starts)
            .mapToDouble(start -> squares(a, truth, start, Math.min(start + BLOCK, size)))
            .sum();
    long measured = 0;
    for (int start = 0; start < size; start += step) {
      measured += Math.min(BLOCK, size - start);
    }
    return Math.sqrt(squares / (double) Math.max(1, measured));
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
