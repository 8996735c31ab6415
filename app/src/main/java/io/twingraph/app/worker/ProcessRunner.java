// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

import io.twingraph.engine.EngineInfo;
import io.twingraph.run.EngineRun;
import io.twingraph.run.EpochRecord;
import io.twingraph.run.StepRecord;
import io.twingraph.run.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trains in a JVM of its own, whose crash costs this one run and nothing else. */
public final class ProcessRunner implements EngineRunner {
  private final Path folder;
  private final Duration patience;

  /**
   * @param folder where the worker's log and crash report go; made again if it is gone
   * @param patience how long a worker may be silent before it is taken for hung
   */
  public ProcessRunner(Path folder, Duration patience) {
    this.folder = folder;
    this.patience = patience;
  }

  @Override
  public EngineRun run(WorkerJob job, TrainingListener listener) throws InterruptedException {
    Heard heard = new Heard(job);
    try {
      // Somebody may have tidied up since it was made.
      Files.createDirectories(folder);
    } catch (IOException e) {
      return heard.failed(
          "its process has nowhere to write: the folder for the results, "
              + folder
              + ", is gone, and cannot be made again ("
              + e
              + ")");
    }
    try (WorkerProcess worker = WorkerProcess.start(job, folder)) {
      WorkerProcess.End end =
          worker.listen(
              event -> {
                heard.note(event);
                event.deliver(listener);
              },
              patience);
      if (end.last() instanceof WorkerEvent.Finished finished) {
        EngineRun run = withProcess(finished.run(), worker.environment());
        listener.trainingFinished(run);
        return run;
      }
      if (end.last() instanceof WorkerEvent.Refused refused
          && (refused.reason() == WorkerEvent.Reason.EXPERIMENT
              || refused.reason() == WorkerEvent.Reason.DATA)) {
        throw new WorkerRefusedException(refused.reason(), refused.message());
      }
      return heard.failed(end.problem());
    } catch (IOException e) {
      return heard.failed("its process could not be started: " + e.getMessage());
    }
  }

  /** A run that also says which process it was in. */
  private static EngineRun withProcess(EngineRun run, Map<String, String> environment) {
    Map<String, String> details = new LinkedHashMap<>(run.details());
    details.put("process", "a JVM of its own");
    environment.forEach(details::putIfAbsent);
    return with(
        new EngineInfo(run.name(), run.version(), run.device(), run.threads(), details), run);
  }

  private static EngineRun with(EngineInfo engine, EngineRun run) {
    return new EngineRun(
        run.name(),
        engine.version(),
        engine.device(),
        engine.threads(),
        run.parameters(),
        run.steps(),
        run.epochs(),
        run.testLoss(),
        run.testAccuracy(),
        run.peakRssBytes(),
        run.wallSeconds(),
        run.experiment(),
        run.dataSha256(),
        run.initialParametersSha256(),
        run.firstBatchSha256(),
        run.predictions(),
        run.mistakes(),
        engine.details(),
        run.problem());
  }

  /** What is known of a run whose worker does not report it. */
  private static final class Heard {
    private final WorkerJob job;
    private final List<StepRecord> steps = new ArrayList<>();
    private final List<EpochRecord> epochs = new ArrayList<>();
    private EngineInfo engine;

    Heard(WorkerJob job) {
      this.job = job;
    }

    void note(WorkerEvent event) {
      if (event instanceof WorkerEvent.Started started) {
        engine = started.engine();
      } else if (event instanceof WorkerEvent.Step step) {
        steps.add(new StepRecord(steps.size() + 1, step.loss()));
      } else if (event instanceof WorkerEvent.Epoch epoch) {
        epochs.add(epoch.epoch());
      }
    }

    EngineRun failed(String problem) {
      String where = steps.isEmpty() ? "" : "after step " + steps.size() + ": ";
      EngineRun run =
          EngineRun.failed(job.engine(), job.experiment(), steps, epochs, where + problem);
      return engine == null ? run : with(engine, run);
    }
  }
}
