// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.ExitCode;
import io.twingraph.app.terminal.DownloadProgress;
import io.twingraph.app.terminal.RunProgress;
import io.twingraph.app.terminal.Terminal;
import io.twingraph.app.worker.EngineRunner;
import io.twingraph.app.worker.InProcessRunner;
import io.twingraph.app.worker.ProcessRunner;
import io.twingraph.app.worker.WorkerJob;
import io.twingraph.data.Dataset;
import io.twingraph.data.Datasets;
import io.twingraph.data.DownloadListener;
import io.twingraph.engine.Engines;
import io.twingraph.error.SpecException;
import io.twingraph.report.RunRecord;
import io.twingraph.run.EngineRun;
import io.twingraph.run.Provenance;
import io.twingraph.run.TrainingData;
import io.twingraph.run.TrainingListener;
import io.twingraph.spec.Experiment;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One call of {@code compare} or {@code train}: everything between the options and the exit code.
 */
final class Session {
  private final Terminal terminal;
  private final ExperimentOptions experimentOptions;
  private final RunOptions options;
  private final SessionReport report;

  Session(Terminal terminal, ExperimentOptions experimentOptions, RunOptions options) {
    this.terminal = terminal;
    this.experimentOptions = experimentOptions;
    this.options = options;
    this.report = new SessionReport(terminal, options.json, options.quiet);
  }

  /**
   * Runs the engines one after the other, so that each has the machine for itself.
   *
   * @param engines at least one, no name twice
   * @return the exit code
   */
  int run(List<String> engines) throws IOException, InterruptedException {
    Instant startedAt = Instant.now();
    Map<String, Experiment> experiments = new LinkedHashMap<>();
    for (String engine : engines) {
      experiments.put(engine, experimentOptions.experimentFor(engine));
    }
    for (String engine : engines) {
      Devices.checkBuild(command(engines), engine, Devices.parse(options.device));
      Engines.named(engine);
    }
    Dataset all = open(terminal, options.data, options.quiet);
    Dataset used = all.limit(options.trainLimit.count(), options.testLimit().count());
    List<TrainingData> data = new ArrayList<>();
    experiments.values().forEach(experiment -> data.add(TrainingData.of(used, experiment)));
    try (RunFolder folder = RunFolder.make(options.out, experimentOptions.title())) {
      report.start(all, data, experiments);
      Experiment first = experiments.get(engines.get(0));
      Function<List<EngineRun>, RunRecord> recorder =
          runs -> RunRecord.of(data.get(0), runs, provenance(first, runs, startedAt));
      try (FinishedRuns finished = new FinishedRuns(terminal, folder, recorder)) {
        RunRecord record = recorder.apply(runAll(experiments, used, folder, finished));
        report.finish(record, folder);
        finished.replaced();
        return exitCode(record);
      }
    }
  }

  private static String command(List<String> engines) {
    return engines.size() > 1 ? "compare" : "train --engine " + engines.get(0);
  }

  /** Refuses a number of threads that no engine takes. */
  static void checkThreads(int threads) {
    if (threads < 0 || threads > 1024) {
      throw SpecException.of(
          "number of threads out of range",
          "--threads",
          "1 to 1024, or 0 for one for each processor",
          threads,
          "leave --threads out to use every processor");
    }
  }

  /** Opens a data set, and shows a download where people want to see one. */
  static Dataset open(Terminal terminal, String data, boolean quiet) {
    Datasets datasets = new Datasets(Datasets.Locations.system());
    if (quiet) {
      return datasets.open(data, DownloadListener.NONE);
    }
    try (DownloadProgress progress = new DownloadProgress(terminal)) {
      return datasets.open(data, progress);
    }
  }

  private List<EngineRun> runAll(
      Map<String, Experiment> experiments, Dataset used, RunFolder folder, FinishedRuns finished)
      throws InterruptedException {
    List<EngineRun> runs = new ArrayList<>();
    for (Map.Entry<String, Experiment> entry : experiments.entrySet()) {
      WorkerJob job =
          new WorkerJob(
              entry.getKey(),
              options.device,
              options.threads,
              entry.getValue(),
              options.data,
              options.trainLimit.count(),
              options.testLimit().count());
      EngineRun run = runOne(runner(used, folder), job);
      runs.add(run);
      if (runs.size() < experiments.size()) {
        finished.add(run);
      }
      if (!run.complete()) {
        report.problem(run);
      }
    }
    return runs;
  }

  private EngineRunner runner(Dataset used, RunFolder folder) {
    return options.workers == RunOptions.Workers.PROCESS
        ? new ProcessRunner(folder.forLogs(), Duration.ofSeconds(options.workerTimeout))
        : new InProcessRunner(used);
  }

  private EngineRun runOne(EngineRunner runner, WorkerJob job) throws InterruptedException {
    if (options.quiet) {
      return runner.run(job, TrainingListener.NONE);
    }
    RunProgress progress = new RunProgress(terminal, report::line);
    progress.starting(job.engine());
    try {
      return runner.run(job, progress);
    } finally {
      progress.close();
    }
  }

  private static Provenance provenance(
      Experiment experiment, List<EngineRun> runs, Instant startedAt) {
    Map<String, String> versions = new LinkedHashMap<>();
    runs.forEach(run -> versions.put(run.name(), run.version()));
    return Provenance.capture(experiment.seeds(), versions, startedAt);
  }

  private static int exitCode(RunRecord record) {
    if (!record.engines().stream().allMatch(EngineRun::complete)) {
      return ExitCode.NOT_AVAILABLE;
    }
    if (record.comparison() == null) {
      return ExitCode.FINE;
    }
    return switch (record.comparison().verdict()) {
      case AGREE, DIFFERENT_EXPERIMENTS -> ExitCode.FINE;
      case DISAGREE -> ExitCode.DISAGREE;
      case INCOMPLETE -> ExitCode.NOT_AVAILABLE;
    };
  }
}
