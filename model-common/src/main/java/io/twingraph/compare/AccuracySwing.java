// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

import io.twingraph.run.EngineRun;
import io.twingraph.run.EpochRecord;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * How far an engine's own accuracy still moves when its training ends. Until training settles, it
 * amplifies rounding into accuracies as far apart as its own epochs are.
 */
final class AccuracySwing {
  /** Epochs, the last of a run, that are looked at. */
  static final int EPOCHS = 3;

  private AccuracySwing() {}

  /**
   * Largest minus smallest accuracy after the last {@value #EPOCHS} epochs, 0..1: of the validation
   * images, or of the training images where there are none. Empty with fewer than two epochs.
   */
  static OptionalDouble of(EngineRun run) {
    List<EpochRecord> epochs = run.epochs();
    if (epochs.size() < 2) {
      return OptionalDouble.empty();
    }
    double[] last =
        epochs.subList(Math.max(0, epochs.size() - EPOCHS), epochs.size()).stream()
            .mapToDouble(epoch -> epoch.validationAccuracy().orElse(epoch.trainAccuracy()))
            .toArray();
    return OptionalDouble.of(
        DoubleStream.of(last).max().orElseThrow() - DoubleStream.of(last).min().orElseThrow());
  }

  /** The smaller swing of two runs; 0 where one is not known. */
  static double ofBoth(EngineRun a, EngineRun b) {
    return Math.min(of(a).orElse(0), of(b).orElse(0));
  }
}
