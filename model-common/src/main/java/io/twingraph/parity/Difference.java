// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.Tolerance;
import io.twingraph.engine.HostTensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How far two tensors are apart, in one pass that is fast enough to be made at every step.
 *
 * @param sameShape whether the shapes are the same; if not, nothing else is measured
 * @param sameBits whether every float32 bit is the same (a float64 value counts as the float32 that
 *     it is exactly, or as different, and every NaN as the same); says nothing of values that are
 *     not finite, which are never equal: see {@link #identical}
 * @param beyond values that the tolerance does not allow, those that are NaN or infinite in one or
 *     both included; 0 only if there is none, but of parts of the tensor that are less wrong than
 *     an earlier part they are not counted
 * @param maxAbsolute largest {@code |a-b|}
 * @param maxRelative largest {@code |a-b| / max(|a|,|b|)}
 * @param ulpP99 99th percentile of the float32 steps from one to the other; exact below 256, to 1 %
 *     above; of every eighth value in tensors of more than 65,536
 * @param share largest part of the tolerance that a value uses: above 1 is beyond it; the tolerance
 *     that would have passed is this one times the share
 * @param worst row-major offset of that value; -1 if every bit is the same and every value finite
 * @param notFiniteA row-major offset of the first value of the first tensor that is NaN or
 *     infinite; -1 if there is none
 * @param notFiniteB the second tensor's
 */
record Difference(
    boolean sameShape,
    boolean sameBits,
    int beyond,
    double maxAbsolute,
    double maxRelative,
    int ulpP99,
    double share,
    int worst,
    int notFiniteA,
    int notFiniteB) {
  /** Values that one task looks at; below, threads cost more than they bring. */
  private static final int PART = 1 << 18;

  /** Measures. */
  static Difference of(HostTensor a, HostTensor b, Tolerance tolerance) {
    if (!Arrays.equals(a.shape(), b.shape())) {
      double no = Double.POSITIVE_INFINITY;
      return new Difference(false, false, a.size(), no, no, Integer.MAX_VALUE, no, -1, -1, -1);
    }
    int size = a.size();
    int parts = Math.max(1, size / PART);
    DifferenceScan all =
        IntStream.range(0, parts)
            .parallel()
            .mapToObj(
                part -> {
                  int from = (int) ((long) size * part / parts);
                  int to = (int) ((long) size * (part + 1) / parts);
                  return DifferenceScan.of(a, b, tolerance, from, to);
                })
            .reduce(DifferenceScan::plus)
            .orElseThrow();
    return all.result();
  }

  /** Whether every value is a number in both. */
  boolean finite() {
    return notFiniteA < 0 && notFiniteB < 0;
  }

  /** Whether every bit is the same, and every value a number. */
  boolean identical() {
    return sameBits && finite();
  }

  /** Whether the tolerance allows every value. */
  boolean passes() {
    return sameShape && beyond == 0;
  }
}
