// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.terminal.Terminal;
import io.twingraph.engine.EngineInfo;
import io.twingraph.parity.Divergence;
import io.twingraph.parity.ParityMode;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.Recording;
import io.twingraph.parity.Stage;
import io.twingraph.report.ParityChart;
import io.twingraph.report.ParityFile;
import io.twingraph.report.ParityTables;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import java.io.IOException;
import java.util.Locale;

/** What {@code parity} prints and writes. */
final class ParityScreen {
  private final Terminal terminal;
  private final Voice voice;

  ParityScreen(Terminal terminal, Voice voice) {
    this.terminal = terminal;
    this.voice = voice;
  }

  /** What is going to be done. */
  void start(Experiment experiment, TrainingData data, Recording recording) {
    voice.labelled("data", data.name() + ": " + data.reason());
    data.resizedFrom()
        .ifPresent(size -> voice.labelled("images", SessionReport.resized(size, experiment)));
    voice.labelled("model", SessionReport.model(experiment));
    if (recording != null) {
      voice.labelled(
          "recorded",
          String.format(
              Locale.ROOT,
              "%s: %s %s, %d steps",
              recording.folder(),
              recording.engine().name(),
              recording.engine().version(),
              recording.steps()));
    }
  }

  /** Where a recording is, and how to use it. */
  void saved(Recording recording) {
    voice.labelled("engine", engine(recording.engine()));
    if (voice.quiet() && !voice.json()) {
      terminal.out(recording.folder().toString());
    }
    voice.labelled(
        "recorded",
        String.format(Locale.ROOT, "%d steps in %s", recording.steps(), recording.folder()));
    voice.labelled("compare", "twingraph parity --engines NAME --load " + recording.folder());
    if (voice.json()) {
      terminal.data(recording.toJson());
    }
  }

  /** Prints the results, and writes them; what cannot be written has been seen. */
  void finish(ParityFile.Content content, RunFolder folder) throws IOException {
    ParityReport report = content.report();
    voice.labelled("engines", engines(report));
    voice.labelled("mode", mode(report));
    if (!report.rows().isEmpty()) {
      voice.line("");
      ParityTables.stages(report, terminal.columns()).forEach(voice::line);
    }
    if (!content.calibration().isEmpty()) {
      floors(content);
    }
    conclusion(report);
    if (voice.json()) {
      terminal.data(ParityFile.toJson(content));
    }
    write(content, folder);
  }

  private void write(ParityFile.Content content, RunFolder folder) throws IOException {
    ResultFiles files = new ResultFiles(terminal, voice, folder);
    files.whole(
        "parity.json",
        "the verdict above",
        () -> ParityFile.write(content, folder.file("parity.json")));
    files.picture(
        "parity.png",
        "parity.json",
        () -> ParityChart.write(content.report(), folder.file("parity.png")));
  }

  private static String engines(ParityReport report) {
    EngineInfo reference = report.reference();
    return engine(report.engines().get(0))
        + "; "
        + engine(report.engines().get(1))
        + (reference == null
            ? "; no float64 reference"
            : "; float64 reference " + reference.version());
  }

  private static String engine(EngineInfo info) {
    return String.format(
        Locale.ROOT,
        "%s %s on %s, %d thread%s",
        info.name(),
        info.version(),
        info.device(),
        info.threads(),
        info.threads() == 1 ? "" : "s");
  }

  private static String mode(ParityReport report) {
    int steps = report.losses().size();
    String made =
        steps == report.stepsWanted()
            ? steps + (steps == 1 ? " step" : " steps")
            : steps + " of " + report.stepsWanted() + " steps";
    return report.mode() == ParityMode.FREE
        ? "free, " + made + ": each engine goes on from its own state"
        : "resync, "
            + made
            + ": after each, "
            + report.engines().get(1).name()
            + " goes on from "
            + report.engines().get(0).name()
            + "'s state";
  }

  private void floors(ParityFile.Content content) {
    voice.line("");
    voice.line(
        String.format(
            Locale.ROOT,
            "Noise floors of %d steps: parts of the tolerance that lie between an engine and what"
                + " means the same.",
            content.calibration().get(0).steps()));
    ParityTables.floors(content.report(), content.calibration(), terminal.columns())
        .forEach(voice::line);
  }

  private void conclusion(ParityReport report) {
    voice.line("");
    for (int i = 0; i < report.evidence().size(); i++) {
      voice.labelled(i == 0 ? "evidence" : "", report.evidence().get(i));
    }
    if (report.divergence() != null && otherBatch(report.divergence())) {
      Divergence at = report.divergence();
      finding("step " + at.step() + ": " + at.explanation());
    } else {
      report.findings().forEach(this::finding);
    }
    if (voice.quiet() && !voice.json()) {
      terminal.out(verdict(report));
    } else {
      voice.labelled("verdict", verdict(report));
    }
  }

  private void finding(String text) {
    voice.line("");
    text.lines().forEach(voice::line);
    voice.line("");
  }

  /** Whether the two sides saw different batches, and neither engine is to blame. */
  private static boolean otherBatch(Divergence at) {
    return at.stage() == Stage.BATCH && at.engine() == null;
  }

  private static String verdict(ParityReport report) {
    String both = report.engines().get(0).name() + " and " + report.engines().get(1).name();
    int steps = report.losses().size();
    String made = steps + (steps == 1 ? " step" : " steps");
    return switch (report.verdict()) {
      case IDENTICAL -> "identical: " + both + " are the same in every bit of " + made + ".";
      case ROUNDING_ONLY ->
          "rounding only: " + both + " mean the same and are rounded differently, in " + made + ".";
      case BEYOND_THE_GIVEN_TOLERANCE ->
          "beyond the given tolerance: "
              + both
              + " mean the same, and are further apart than was asked for, in "
              + made
              + ".";
      case NOTHING_CAN_BE_JUDGED ->
          "nothing can be judged: "
              + (report.notFinite().engine() == null
                  ? both + " are"
                  : report.notFinite().engine() + " is")
              + " not finite from "
              + report.notFinite().where()
              + " on.";
      case DIFFERENT_MEANING -> different(report, both);
    };
  }

  private static String different(ParityReport report, String both) {
    Divergence at = report.divergence();
    if (otherBatch(at)) {
      return "different meaning: "
          + both
          + " were given different batches at step "
          + at.step()
          + ".";
    }
    return String.format(
        Locale.ROOT,
        "different meaning: %s part at step %d, %s %s: %s (row %d, %s).",
        both,
        at.step(),
        at.stage(),
        at.tensor(),
        at.engine() == null ? "it cannot be told who is wrong" : at.engine() + " is wrong",
        at.row().number(),
        at.row());
  }
}
