// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import io.twingraph.compare.RunComparison;
import io.twingraph.run.EngineRun;
import io.twingraph.run.EpochRecord;
import io.twingraph.run.Provenance;
import io.twingraph.run.StepRecord;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Philox;
import io.twingraph.spec.Presets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Records that look like real ones, without training. */
final class SampleRecords {
  private SampleRecords() {}

  /** Two engines on {@code matched}, almost the same everywhere. */
  static RunRecord matched(int epochs, int stepsPerEpoch) {
    Experiment experiment = Presets.matched().withEpochs(epochs);
    return record(
        run("torch", experiment, stepsPerEpoch, 0),
        run("tensorflow", experiment, stepsPerEpoch, 1));
  }

  /** The tutorial's two programs. */
  static RunRecord article() {
    return record(
        run("tensorflow", Presets.articleTensorFlow(), 160, 0),
        run("torch", Presets.articleTorch(), 10, 0));
  }

  static RunRecord record(EngineRun... runs) {
    List<EngineRun> engines = List.of(runs);
    return new RunRecord(
        engines.get(0).experiment(),
        new RunRecord.Data(
            "digits", "embedded", "MNIST is not at hand", "28x28x1", 5120, 2194, 2000, "d"),
        engines,
        engines.size() > 1 ? RunComparison.of(engines) : null,
        new Provenance(
            "0.1.0",
            "17.0.15",
            "Linux",
            "a processor",
            2,
            List.of("-Xmx2g"),
            Map.of("libtorch", "2.7.1"),
            Map.of("OMP_NUM_THREADS", "2"),
            experiment(engines).seeds(),
            Instant.EPOCH.toString()));
  }

  private static Experiment experiment(List<EngineRun> engines) {
    return engines.get(0).experiment();
  }

  /** Falling noisy losses; {@code twin} other than 0 moves them by as much as rounding does. */
  static EngineRun run(String name, Experiment experiment, int stepsPerEpoch, int twin) {
    Philox noise = new Philox(7, 0);
    Philox rounding = new Philox(8, twin);
    List<StepRecord> steps = new ArrayList<>();
    List<EpochRecord> epochs = new ArrayList<>();
    double speed = experiment.batchSize() > 100 ? 0.25 : 1;
    for (int e = 1; e <= experiment.epochs(); e++) {
      double sum = 0;
      for (int s = 0; s < stepsPerEpoch; s++) {
        double t = speed * (steps.size() + 1.0) / 160;
        double level = 0.12 + 2.2 * Math.exp(-2.2 * t) + 0.25 * Math.exp(-0.4 * t);
        double loss = level * (1 + 0.25 * noise.nextNormal() * Math.min(1, 4 * t));
        double drift = 1e-7 * Math.pow(10, Math.min(4, 1.2 * t));
        loss = Math.abs(loss) * (1 + (twin == 0 ? 0 : drift * rounding.nextNormal()));
        sum += loss;
        steps.add(new StepRecord(steps.size() + 1, (float) loss));
      }
      double train = sum / stepsPerEpoch;
      double validation = 0.6 * train + 0.09 + twin * 1e-4;
      double accuracy = 1 - 0.28 * train;
      double seconds = 14.2 + twin;
      epochs.add(
          new EpochRecord(
              e,
              train,
              accuracy,
              OptionalDouble.of(validation),
              OptionalDouble.of(1 - 0.25 * validation),
              seconds,
              5120 / seconds));
    }
    return new EngineRun(
        name,
        name.equals("torch") ? "2.7.1" : "2.18.0",
        "cpu",
        2,
        experiment.graph().parameterCount(),
        steps,
        epochs,
        OptionalDouble.of(0.1021 + twin * 1e-4),
        OptionalDouble.of(0.9685 + twin * 5e-4),
        OptionalLong.of(1_234_567_168L),
        80,
        experiment,
        "d".repeat(64),
        "a".repeat(64),
        "b".repeat(64),
        Collections.nCopies(2000, 1),
        List.of(3, 5),
        Map.of("blas", "mkl"),
        null);
  }
}
