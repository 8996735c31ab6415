// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.Tolerance;
import io.twingraph.engine.HostTensor;
import java.util.Arrays;

/** What a {@link Difference} has seen of a part of two tensors of one shape. */
final class DifferenceScan {
  /** Values whose largest difference is looked for at once; equal blocks cost next to nothing. */
  private static final int BLOCK = 1024;

  /** Above so many values, only every eighth is counted in float32 steps. */
  private static final int SAMPLED = 1 << 16;

  private static final int ULP_STRIDE = 8;

  private final UlpCounts ulps = new UlpCounts();
  private final double absolute;
  private final double relative;
  private final int stride;
  private boolean sameBits = true;
  private int beyond;
  private double maxAbsolute;
  private double maxRelative;
  private double share;
  private int worst = -1;
  private int notFiniteA = -1;
  private int notFiniteB = -1;

  private DifferenceScan(Tolerance tolerance, int stride) {
    this.stride = stride;
    this.absolute = tolerance.absolute();
    this.relative = tolerance.relative();
  }

  static DifferenceScan of(HostTensor a, HostTensor b, Tolerance tolerance, int from, int to) {
    int stride = a.size() > SAMPLED ? ULP_STRIDE : 1;
    DifferenceScan scan = new DifferenceScan(tolerance, stride);
    for (int start = from; start < to; start += BLOCK) {
      int end = Math.min(start + BLOCK, to);
      if (a.isFloat64() || b.isFloat64()) {
        scan.one(a, b, start, end);
      } else {
        scan.block(a.data(), b.data(), start, end);
      }
    }
    return scan;
  }

  private void block(float[] a, float[] b, int from, int to) {
    if (Arrays.mismatch(a, from, to, b, from, to) < 0 && FloatBlocks.allFinite(a, from, to)) {
      ulps.addZeros((to - from + stride - 1) / stride);
      return;
    }
    float furthest = FloatBlocks.largestDifference(a, b, from, to);
    if (!(furthest <= Float.MAX_VALUE)) {
      for (int i = from; i < to; i++) { // NaN or an infinity somewhere
        one(i, a[i], b[i]);
      }
      return;
    }
    sameBits = false;
    maxAbsolute = Math.max(maxAbsolute, furthest);
    maxRelative = Math.max(maxRelative, FloatBlocks.largestShare(a, b, from, to, 0, 1));
    for (int i = from; i < to; i += stride) {
      ulps.add(a[i], b[i]);
    }
    // Single precision is enough to find the blocks that matter.
    double used = FloatBlocks.largestShare(a, b, from, to, (float) absolute, (float) relative);
    if (used > 0.999 * share || worst < 0) {
      for (int i = from; i < to; i++) {
        consider(i, Math.abs((double) a[i] - b[i]), Math.max(Math.abs(a[i]), Math.abs(b[i])));
      }
    }
  }

  private void one(HostTensor a, HostTensor b, int from, int to) {
    for (int i = from; i < to; i++) {
      one(i, a.value(i), b.value(i));
    }
  }

  private void one(int i, double x, double y) {
    sameBits &= Double.doubleToLongBits(x) == Double.doubleToLongBits(y);
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      notFinite(i, x, y);
      return;
    }
    double d = Math.abs(x - y);
    double magnitude = Math.max(Math.abs(x), Math.abs(y));
    maxAbsolute = Math.max(maxAbsolute, d);
    maxRelative = d == 0 ? maxRelative : Math.max(maxRelative, d / magnitude);
    ulps.add((float) x, (float) y);
    consider(i, d, magnitude);
  }

  /** NaN is not equal to NaN, nor an infinity to itself: nothing has been compared there. */
  private void notFinite(int i, double x, double y) {
    notFiniteA = notFiniteA < 0 && !Double.isFinite(x) ? i : notFiniteA;
    notFiniteB = notFiniteB < 0 && !Double.isFinite(y) ? i : notFiniteB;
    consider(i, Double.POSITIVE_INFINITY, 0);
    maxAbsolute = Double.POSITIVE_INFINITY;
    maxRelative = Double.POSITIVE_INFINITY;
  }

  private void consider(int i, double d, double magnitude) {
    if (d == 0) {
      return;
    }
    double used = d / (absolute + relative * magnitude);
    if (used > 1) {
      beyond++;
    }
    if (used > share || worst < 0) {
      share = Math.max(share, used);
      worst = i;
    }
  }

  /** Adds a later part. */
  DifferenceScan plus(DifferenceScan later) {
    ulps.add(later.ulps);
    sameBits &= later.sameBits;
    beyond += later.beyond;
    maxAbsolute = Math.max(maxAbsolute, later.maxAbsolute);
    maxRelative = Math.max(maxRelative, later.maxRelative);
    notFiniteA = notFiniteA < 0 ? later.notFiniteA : notFiniteA;
    notFiniteB = notFiniteB < 0 ? later.notFiniteB : notFiniteB;
    if (later.worst >= 0 && (worst < 0 || later.share > share)) {
      share = later.share;
      worst = later.worst;
    }
    return this;
  }

  Difference result() {
    return new Difference(
        true,
        sameBits,
        beyond,
        maxAbsolute,
        maxRelative,
        ulps.percentile(0.99),
        share,
        worst,
        notFiniteA,
        notFiniteB);
  }
}
