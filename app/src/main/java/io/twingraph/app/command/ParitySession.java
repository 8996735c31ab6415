// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.ExitCode;
import io.twingraph.app.terminal.StepProgress;
import io.twingraph.app.terminal.Terminal;
import io.twingraph.data.Dataset;
import io.twingraph.data.Datasets;
import io.twingraph.engine.Engines;
import io.twingraph.parity.Calibration;
import io.twingraph.parity.NoiseFloor;
import io.twingraph.parity.Parity;
import io.twingraph.parity.ParityListener;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.ParityVerdict;
import io.twingraph.parity.Recording;
import io.twingraph.report.ParityFile;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import java.io.IOException;
import java.util.List;

/** One call of {@code parity}: everything between the options and the exit code. */
final class ParitySession {
  private static final int STEPS = 10;

  /** Enough to see that a batch is left out, and little work in float64. */
  private static final int TEST_IMAGES = 500;

  private final Terminal terminal;
  private final ExperimentOptions experimentOptions;
  private final ParityOptions options;
  private final ParityScreen screen;

  ParitySession(Terminal terminal, ExperimentOptions experimentOptions, ParityOptions options) {
    this.terminal = terminal;
    this.experimentOptions = experimentOptions;
    this.options = options;
    this.screen = new ParityScreen(terminal, new Voice(terminal, options.json, options.quiet));
  }

  /** Compares two engines, or one with a recording. */
  int compare() throws IOException {
    options.engines.forEach(Engines::named);
    Recording recording = options.load == null ? null : Recording.read(options.load);
    Experiment experiment =
        recording == null
            ? experimentOptions.experimentFor(options.engines.get(0))
            : recording.experiment();
    TrainingData data = open(experiment, recording == null ? null : recording.data());
    String title = recording == null ? experimentOptions.title() : experiment.name();
    Parity parity = parity(recording, experiment, data);
    try (RunFolder folder = RunFolder.make(options.out, "parity-" + title)) {
      screen.start(experiment, data, recording);
      ParityReport report = run(parity, recording);
      boolean floorless = report.verdict() == ParityVerdict.NOTHING_CAN_BE_JUDGED;
      List<NoiseFloor> floors =
          options.calibrate && !floorless ? calibrate(experiment, data) : List.of();
      screen.finish(new ParityFile.Content(report, floors), folder);
      return switch (report.verdict()) {
        case IDENTICAL, ROUNDING_ONLY -> ExitCode.FINE;
        case BEYOND_THE_GIVEN_TOLERANCE, DIFFERENT_MEANING -> ExitCode.DISAGREE;
        case NOTHING_CAN_BE_JUDGED -> ExitCode.NOT_AVAILABLE;
      };
    }
  }

  private Parity parity(Recording recording, Experiment experiment, TrainingData data) {
    Parity parity =
        recording == null
            ? Parity.of(experiment, data)
                .engines(options.engines.get(0), options.engines.get(1))
                .steps(STEPS)
            : Parity.against(recording, data).engine(options.engines.get(0));
    if (options.steps != null) {
      parity.steps(options.steps);
    }
    return parity
        .devices(options.device(0), options.device(1))
        .mode(options.mode)
        .reference(options.reference())
        .threads(options.threads)
        .thorough(options.thorough);
  }

  private ParityReport run(Parity parity, Recording recording) {
    String first = recording == null ? options.engines.get(0) : recording.engine().name();
    String second = options.engines.get(options.engines.size() - 1);
    try (StepProgress progress = progress(first + " and " + second)) {
      return parity.listener(progress == null ? ParityListener.NONE : progress).run();
    }
  }

  /** Nothing is shown where the output is for programs. */
  private StepProgress progress(String engines) {
    return options.quiet || options.json ? null : new StepProgress(terminal, engines);
  }

  private List<NoiseFloor> calibrate(Experiment experiment, TrainingData data) {
    int steps = options.steps == null ? STEPS : options.steps;
    boolean silent = options.quiet || options.json;
    try {
      boolean float64 = options.reference() != Parity.ReferenceUse.OFF;
      return new Calibration(experiment, data, steps, options.threads, float64)
          .measure(
              options.engines.stream().map(Engines::named).toList(),
              what -> terminal.status(silent ? "" : "measuring " + what));
    } finally {
      terminal.status("");
    }
  }

  /** Runs one engine and keeps what it does. */
  int save() throws IOException {
    String engine = options.engines.get(0);
    Engines.named(engine);
    Experiment experiment = experimentOptions.experimentFor(engine);
    TrainingData data = open(experiment, null);
    Parity parity =
        Parity.of(experiment, data)
            .engine(engine)
            .device(options.device(0))
            .threads(options.threads)
            .steps(options.steps == null ? STEPS : options.steps);
    screen.start(experiment, data, null);
    screen.saved(record(parity, engine));
    return ExitCode.FINE;
  }

  private Recording record(Parity parity, String engine) throws IOException {
    try (StepProgress progress = progress(engine)) {
      return parity
          .listener(progress == null ? ParityListener.NONE : progress)
          .record(options.save);
    }
  }

  /**
   * The data that was asked for.
   *
   * @param recorded the name of what a recording was made on, which is then the default, and is not
   *     downloaded
   */
  private TrainingData open(Experiment experiment, String recorded) {
    Dataset all =
        options.data == null && recorded != null
            ? new Datasets(Datasets.Locations.system()).openAtHand(recorded)
            : Session.open(terminal, options.data, options.quiet);
    return TrainingData.of(all.limit(options.trainLimit.count(), TEST_IMAGES), experiment);
  }
}
