// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import io.twingraph.run.EngineRun;
import io.twingraph.run.EpochRecord;
import io.twingraph.run.StepRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The points of a curve; values that are not finite are left out.
 *
 * @param x in epochs
 * @param y one for each {@code x}
 */
record Curve(List<Double> x, List<Double> y) {
  /** log10 of the distance that equal losses are drawn at: half a float32 rounding. */
  private static final double EQUAL = Math.log10(0x1p-25);

  private Curve() {
    this(new ArrayList<>(), new ArrayList<>());
  }

  private void add(double newX, double newY) {
    if (Double.isFinite(newY)) {
      x.add(newX);
      y.add(newY);
    }
  }

  /** A value of each finished epoch, at the epoch's number. */
  static Curve ofEpochs(EngineRun run, Function<EpochRecord, Double> value, double factor) {
    Curve curve = new Curve();
    for (EpochRecord epoch : run.epochs()) {
      Double y = value.apply(epoch);
      if (y != null) {
        curve.add(epoch.epoch(), factor * y);
      }
    }
    return curve;
  }

  /** The mean of the last {@code window} losses at each of at most {@code limit} steps. */
  static Curve ofSteps(EngineRun run, int window, int limit) {
    Curve curve = new Curve();
    List<StepRecord> steps = run.steps();
    double perEpoch = stepsPerEpoch(run);
    int every = Math.max(1, (steps.size() + limit - 1) / limit);
    for (int i = 0; i < steps.size(); i += every) {
      double sum = 0;
      int from = Math.max(0, i - window + 1);
      for (StepRecord step : steps.subList(from, i + 1)) {
        sum += step.loss();
      }
      curve.add((i + 1) / perEpoch, sum / (i + 1 - from));
    }
    return curve;
  }

  /**
   * log10 of {@code |a-b| / max(|a|,|b|)} of two runs' losses, at most {@code limit} points, each
   * the largest of its stretch of steps.
   */
  static Curve ofDifference(EngineRun a, EngineRun b, int limit) {
    return ofDifference(a.steps(), b.steps(), stepsPerEpoch(a), limit);
  }

  static Curve ofDifference(List<StepRecord> a, List<StepRecord> b, double perEpoch, int limit) {
    Curve curve = new Curve();
    int count = Math.min(a.size(), b.size());
    int every = Math.max(1, (count + limit - 1) / limit);
    for (int i = 0; i < count; i += every) {
      double largest = EQUAL;
      for (int j = i; j < Math.min(i + every, count); j++) {
        double x = a.get(j).loss();
        double y = b.get(j).loss();
        double distance = Math.abs(x - y) / Math.max(Math.abs(x), Math.abs(y));
        largest = distance > 0 ? Math.max(largest, Math.log10(distance)) : largest;
      }
      curve.add((i + 1) / perEpoch, largest);
    }
    return curve;
  }

  /** Steps of a whole epoch; for a run that ended in its first one, the steps that it made. */
  static int stepsPerEpoch(EngineRun run) {
    int made = Math.max(1, run.steps().size());
    if (run.epochs().isEmpty()) {
      return made;
    }
    EpochRecord first = run.epochs().get(0);
    long images = Math.round(first.imagesPerSecond() * first.seconds());
    long batches = (images + run.experiment().batchSize() - 1) / run.experiment().batchSize();
    return run.complete() ? Math.max(1, made / run.epochs().size()) : (int) Math.max(1, batches);
  }

  boolean isEmpty() {
    return x.isEmpty();
  }

  /** The smallest value, or 0 without points. */
  double min() {
    return y.stream().mapToDouble(Double::doubleValue).min().orElse(0);
  }

  /** The largest value, or 0 without points. */
  double max() {
    return y.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  /** The value that a share of the points does not exceed, or 0 without points. */
  double quantile(double share) {
    List<Double> sorted = y.stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get((int) (share * (sorted.size() - 1)));
  }
}
