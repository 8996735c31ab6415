// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.SignTest;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of two engines is nearer to float64, from pairs of distances that were measured
 * independently, a pair for each step that both began in one state. Robust: a median and a sign
 * test, so that one step decides nothing.
 */
final class Nearness {
  /** The fewest steps of which all on one side are more than chance: the sign test's p is 0.03. */
  static final int STEPS = 6;

  /** The sign test's p up to which the difference is more than chance. */
  static final double SIGNIFICANT = 0.05;

  /** Distances whose ratio is nearer to 1 than this count as the same. */
  private static final double EQUAL = 0.95;

  private final List<double[]> pairs = new ArrayList<>();

  /** Takes note of a step; what is no number is no distance. */
  void add(double distanceA, double distanceB) {
    if (Double.isFinite(distanceA) && Double.isFinite(distanceB)) {
      pairs.add(new double[] {distanceA, distanceB});
    }
  }

  int steps() {
    return pairs.size();
  }

  /** The median of the first engine's distances (0) or of the second's (1). */
  double median(int engine) {
    return middle(pairs.stream().mapToDouble(pair -> pair[engine]).sorted().toArray());
  }

  /** The median over the steps of the first engine's distance in parts of the second's. */
  double medianRatio() {
    return middle(pairs.stream().mapToDouble(Nearness::ratio).sorted().toArray());
  }

  /** The ratio of two distances: 1 where both are none. */
  static double ratio(double[] pair) {
    return pair[0] == pair[1] ? 1 : pair[0] / pair[1];
  }

  static double middle(double[] sorted) {
    int half = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** Steps at which the first engine was nearer by more than 5 %. */
  int nearerA() {
    return (int) pairs.stream().filter(pair -> ratio(pair) < EQUAL).count();
  }

  /** Steps at which the second one was. */
  int nearerB() {
    return (int) pairs.stream().filter(pair -> EQUAL * ratio(pair) > 1).count();
  }

  /** Probability of as uneven a split if neither were nearer. */
  double pValue() {
    return SignTest.pValue(nearerA(), nearerB());
  }

  /** Whether there are steps enough, and the median is beyond 5 % and the split beyond chance. */
  boolean tellsApart() {
    return tellsApart(steps(), nearerA(), nearerB())
        && (medianRatio() < EQUAL || EQUAL * medianRatio() > 1);
  }

  static boolean tellsApart(int steps, int nearerA, int nearerB) {
    return steps >= STEPS && SignTest.pValue(nearerA, nearerB) <= SIGNIFICANT;
  }

  /** Whether there are steps enough, and the median is within 5 %. */
  boolean equal() {
    return steps() >= STEPS && medianRatio() >= EQUAL && EQUAL * medianRatio() <= 1;
  }
}
