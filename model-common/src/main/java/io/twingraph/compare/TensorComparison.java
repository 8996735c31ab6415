// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

import io.twingraph.engine.HostTensor;
import java.util.Arrays;
import java.util.Locale;

/**
 * Two tensors that should be the same, measured. All statistics are over the positions where both
 * values are finite; with a value that is not, the two are never close, whatever the other one has
 * there. The tensors are kept, not copied.
 */
public final class TensorComparison {
  private final String name;
  private final HostTensor a;
  private final HostTensor b;
  private final boolean sameShape;
  private boolean sameBits = true;
  private int nonFinite;
  private int worst = -1;
  private double maxAbsolute;
  private double maxRelative;
  private double meanAbsolute;
  private double medianAbsolute;
  private double p99Absolute;
  private double cosine = 1;
  private UlpDistances ulps = new UlpDistances(new int[0]);

  private TensorComparison(String name, HostTensor a, HostTensor b) {
    this.name = name;
    this.a = a;
    this.b = b;
    this.sameShape = Arrays.equals(a.shape(), b.shape());
  }

  /**
   * Measures.
   *
   * @param name what the tensors are, for messages
   */
  public static TensorComparison of(String name, HostTensor a, HostTensor b) {
    TensorComparison comparison = new TensorComparison(name, a, b);
    if (comparison.sameShape) {
      comparison.measure();
    } else {
      comparison.sameBits = false;
    }
    return comparison;
  }

  private void measure() {
    float[] x = a.data();
    float[] y = b.data();
    double[] absolute = new double[x.length];
    int[] distances = new int[x.length];
    int finite = 0;
    double sum = 0;
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      sameBits &= Float.floatToRawIntBits(x[i]) == Float.floatToRawIntBits(y[i]);
      if (!Float.isFinite(x[i]) || !Float.isFinite(y[i])) {
        nonFinite++;
        continue;
      }
      double difference = Math.abs((double) x[i] - y[i]);
      widest(i, difference, Math.max(Math.abs(x[i]), Math.abs(y[i])));
      absolute[finite] = difference;
      distances[finite++] = UlpDistances.between(x[i], y[i]);
      sum += difference;
      xy += (double) x[i] * y[i];
      xx += (double) x[i] * x[i];
      yy += (double) y[i] * y[i];
    }
    if (finite > 0) {
      summarise(Arrays.copyOf(absolute, finite), sum);
      ulps = new UlpDistances(Arrays.copyOf(distances, finite));
      cosine = xx == 0 && yy == 0 ? 1 : xx == 0 || yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
    }
  }

  private void widest(int index, double difference, double magnitude) {
    if (worst < 0 || difference > maxAbsolute) {
      worst = index;
      maxAbsolute = difference;
    }
    if (magnitude > 0) {
      maxRelative = Math.max(maxRelative, difference / magnitude);
    }
  }

  private void summarise(double[] absolute, double sum) {
    Arrays.sort(absolute);
    meanAbsolute = sum / absolute.length;
    medianAbsolute = absolute[(absolute.length - 1) / 2];
    p99Absolute = absolute[(int) Math.ceil(0.99 * absolute.length) - 1];
  }

  /** Whether the shapes are the same; if not, nothing else is measured. */
  public boolean sameShape() {
    return sameShape;
  }

  /** Whether every bit is the same; those of values that are not finite too. */
  public boolean sameBits() {
    return sameBits;
  }

  /** Positions where one or both are NaN or infinite. */
  public int nonFinite() {
    return nonFinite;
  }

  /** Largest {@code |a-b|}. */
  public double maxAbsolute() {
    return maxAbsolute;
  }

  /** Largest {@code |a-b| / max(|a|,|b|)}; 0 where both are 0. */
  public double maxRelative() {
    return maxRelative;
  }

  /** Mean of {@code |a-b|}. */
  public double meanAbsolute() {
    return meanAbsolute;
  }

  /** Median of {@code |a-b|}. */
  public double medianAbsolute() {
    return medianAbsolute;
  }

  /** 99th percentile of {@code |a-b|}. */
  public double p99Absolute() {
    return p99Absolute;
  }

  /** Cosine of the angle between the two as vectors; 1 if both are all zeros. */
  public double cosine() {
    return cosine;
  }

  /** 99th percentile of the number of float32 values from one to the other. */
  public int ulpP99() {
    return ulps.percentile(0.99);
  }

  /**
   * How many pairs are how many float32 values apart: element 0 counts those that are equal,
   * element {@code k} those that are {@code 2^(k-1)} to {@code 2^k - 1} apart.
   */
  public int[] ulpHistogram() {
    return ulps.histogram();
  }

  /** Index of the largest {@code |a-b|}, one number for each dimension; empty if there is none. */
  public int[] worstIndex() {
    return worst < 0 ? new int[0] : a.index(worst);
  }

  /** Positions that are not close, those of {@link #nonFinite} included. */
  public int mismatches(Tolerance tolerance) {
    int count = 0;
    for (int i = 0; sameShape && i < a.size(); i++) {
      count += tolerance.allows(a.data()[i], b.data()[i]) ? 0 : 1;
    }
    return count;
  }

  /** Whether shapes are the same and every position is close. */
  public boolean passes(Tolerance tolerance) {
    return tolerance.isBitExact()
        ? sameBits && nonFinite == 0
        : sameShape && mismatches(tolerance) == 0;
  }

  /**
   * The smallest relative tolerance that would have passed at this absolute one; infinite if none
   * would.
   */
  public double requiredRelative(double absolute) {
    if (!sameShape || nonFinite > 0) {
      return Double.POSITIVE_INFINITY;
    }
    double required = 0;
    for (int i = 0; i < a.size(); i++) {
      double x = a.data()[i];
      double y = b.data()[i];
      double excess = Math.abs(x - y) - absolute;
      if (excess > 0) {
        required = Math.max(required, excess / Math.max(Math.abs(x), Math.abs(y)));
      }
    }
    return required;
  }

  /**
   * One paragraph for people: whether it passes, by how much, where it is worst, how it spreads.
   */
  public String describe(Tolerance tolerance) {
    if (!sameShape) {
      return name
          + " FAILS: shape "
          + Arrays.toString(a.shape())
          + " against "
          + Arrays.toString(b.shape());
    }
    String shape = name + " " + Arrays.toString(a.shape());
    if (sameBits && nonFinite == 0) {
      return shape + " passes: the same in every bit";
    }
    String outcome =
        passes(tolerance)
            ? "passes " + tolerance
            : String.format(
                Locale.ROOT,
                "FAILS %s in %,d of %,d values",
                tolerance,
                mismatches(tolerance),
                a.size());
    return shape + " " + outcome + "; " + measurements(tolerance);
  }

  private String measurements(Tolerance tolerance) {
    StringBuilder text = new StringBuilder();
    if (nonFinite > 0) {
      text.append(nonFinite).append(" NaN or infinite, which is never close; ");
    }
    if (worst < 0) {
      return text.append("no finite values to measure").toString();
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "largest |a-b| %.3g at %s (a = %s, b = %s), mean %.3g, median %.3g, p99 %.3g;"
                    + " largest relative %.3g; 1 - cosine %.3g; float32 steps apart: p99 %,d, %s;"
                    + " required relative tolerance %.3g at this absolute one",
                maxAbsolute,
                Arrays.toString(worstIndex()),
                a.data()[worst],
                b.data()[worst],
                meanAbsolute,
                medianAbsolute,
                p99Absolute,
                maxRelative,
                1 - cosine,
                ulpP99(),
                ulps,
                requiredRelative(tolerance.absolute())))
        .toString();
  }

  /** {@link #describe} under {@link Tolerance#bitExact}. */
  @Override
  public String toString() {
    return describe(Tolerance.bitExact());
  }
}
