// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.terminal;

import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TrainingSession;
import io.twingraph.report.EpochTable;
import io.twingraph.run.EngineRun;
import io.twingraph.run.EpochRecord;
import io.twingraph.run.TrainingListener;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Shows the run of one engine: a bar while an epoch goes on, where somebody watches, and a line of
 * the table when it is over.
 */
public final class RunProgress implements TrainingListener {
  /** Share of the newest step in the running loss. */
  private static final double NEWEST = 0.05;

  private final Terminal terminal;
  private final Consumer<String> lines;
  private final EpochTable table;
  private String engine = "";
  private int epochs;
  private int samples;
  private double runningLoss = Double.NaN;
  private EraseableBar bar;

  /**
   * @param lines takes the lines of the table
   */
  public RunProgress(Terminal terminal, Consumer<String> lines) {
    this.terminal = terminal;
    this.lines = lines;
    this.table = new EpochTable(terminal.columns());
  }

  @Override
  public void trainingStarted(EngineInfo info, int epochCount, int stepsPerEpoch, int count) {
    terminal.status("");
    engine = info.name();
    epochs = epochCount;
    samples = count;
    lines.accept("");
    lines.accept(
        String.format(
            Locale.ROOT,
            "%s %s on %s, %d thread%s: %d epoch%s of %,d step%s",
            info.name(),
            info.version(),
            info.device(),
            info.threads(),
            plural(info.threads()),
            epochCount,
            plural(epochCount),
            stepsPerEpoch,
            plural(stepsPerEpoch)));
    String notice = info.details().get(TrainingSession.NOTICE);
    if (notice != null) {
      lines.accept("note: " + notice);
    }
    table.header().forEach(lines);
    show("epoch 1 of " + epochs, samples);
  }

  @Override
  public void stepFinished(
      int epoch, int step, int steps, StepResult result, int batchSize, long images) {
    if (step == 1 && epoch > 1) {
      show("epoch " + epoch + " of " + epochs, samples);
    }
    runningLoss =
        Double.isNaN(runningLoss)
            ? result.loss()
            : runningLoss + NEWEST * (result.loss() - runningLoss);
    bar.moveTo(images, String.format(Locale.ROOT, "loss %.4f", runningLoss));
  }

  @Override
  public void evaluationStarted(Phase phase, int epoch, int count) {
    show(phase == Phase.TEST ? "testing" : "validating", count);
  }

  @Override
  public void evaluationProgress(Phase phase, int epoch, int done, int count) {
    bar.moveTo(done, "");
  }

  @Override
  public void epochFinished(EpochRecord epoch) {
    close();
    lines.accept(table.row(engine, epoch));
  }

  @Override
  public void trainingFinished(EngineRun run) {
    close();
  }

  /** Says that an engine is on its way, until it is there. */
  public void starting(String name) {
    terminal.status("starting " + name);
  }

  /** Takes away what is not to stay. */
  public void close() {
    terminal.status("");
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private void show(String what, int count) {
    close();
    bar = EraseableBar.open(terminal, engine + " " + what, count, "images", 1);
  }

  private static String plural(int count) {
    return count == 1 ? "" : "s";
  }
}
