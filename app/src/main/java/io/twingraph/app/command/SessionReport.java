// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.terminal.Terminal;
import io.twingraph.data.Dataset;
import io.twingraph.op.TensorType;
import io.twingraph.report.CurvesChart;
import io.twingraph.report.RunRecord;
import io.twingraph.report.RunRecordFile;
import io.twingraph.report.Tables;
import io.twingraph.run.EngineRun;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a session prints and writes. With {@code --json} only the record goes to the output. */
final class SessionReport {
  private final Terminal terminal;
  private final Voice voice;

  SessionReport(Terminal terminal, boolean json, boolean quiet) {
    this.terminal = terminal;
    this.voice = new Voice(terminal, json, quiet);
  }

  /** A line for people, where they want any. */
  void line(String text) {
    voice.line(text);
  }

  private void labelled(String label, String text) {
    voice.labelled(label, text);
  }

  /**
   * What is going to be done; the data set and why it was chosen come first.
   *
   * @param data as each engine's experiment sees it, in the engines' order
   */
  void start(Dataset all, List<TrainingData> data, Map<String, Experiment> experiments) {
    TrainingData used = data.get(0);
    labelled("data", used.name() + ": " + used.reason());
    labelled("images", images(all, used));
    resized(data, experiments).forEach(line -> labelled("", line));
    experiments.values().stream()
        .distinct()
        .forEach(experiment -> labelled("model", model(experiment)));
  }

  private static String images(Dataset all, TrainingData used) {
    int train = used.train().count();
    int validation = used.validation().count();
    int test = used.test().count();
    String text =
        String.format(
            Locale.ROOT,
            "%,d to train on, %,d to validate on, %,d to test on",
            train,
            validation,
            test);
    boolean everything = train + validation == all.train().count() && test == all.test().count();
    return everything
        ? text + " (all there are)"
        : String.format(
            Locale.ROOT,
            "%s, of %,d and %,d; --train-limit all uses every one",
            text,
            all.train().count(),
            all.test().count());
  }

  private static Set<String> resized(List<TrainingData> data, Map<String, Experiment> experiments) {
    boolean one = experiments.values().stream().distinct().count() == 1;
    Set<String> lines = new LinkedHashSet<>();
    Iterator<TrainingData> each = data.iterator();
    experiments.forEach(
        (engine, experiment) ->
            each.next()
                .resizedFrom()
                .map(size -> resized(size, experiment) + (one ? "" : " for " + engine))
                .ifPresent(lines::add));
    return lines;
  }

  /** That the images of a data set are not given to the engines as they are. */
  static String resized(TensorType from, Experiment experiment) {
    Input input = experiment.model().input();
    return String.format(
        Locale.ROOT,
        "resized from %dx%d to %dx%d, the model's input",
        from.height(),
        from.width(),
        input.height(),
        input.width());
  }

  /** A model and how it is trained, in a line. */
  static String model(Experiment experiment) {
    return String.format(
        Locale.ROOT,
        "%s: %,d parameters; %s, learning rate %s, batches of %d, %d epoch%s",
        experiment.name(),
        experiment.graph().parameterCount(),
        experiment.optimizer().getClass().getSimpleName().toUpperCase(Locale.ROOT),
        experiment.learningRate(),
        experiment.batchSize(),
        experiment.epochs(),
        experiment.epochs() == 1 ? "" : "s");
  }

  /** A run that ended early; said whatever the user wants to see. */
  void problem(EngineRun run) {
    terminal.err("twingraph: " + run.name() + ": " + run.problem());
  }

  /**
   * Prints the results, and writes them: what cannot be written has been seen.
   *
   * @throws IOException if the record cannot be written; a picture that cannot is a note
   */
  void finish(RunRecord record, RunFolder folder) throws IOException {
    line("");
    Tables.engines(record.engines(), terminal.columns()).lines().forEach(this::line);
    line("");
    differences(record);
    verdict(record);
    if (voice.json()) {
      terminal.data(RunRecordFile.toJson(record));
    }
    ResultFiles files = new ResultFiles(terminal, voice, folder);
    files.whole(
        "record.json",
        "the verdict above",
        () -> RunRecordFile.write(record, folder.file("record.json")));
    if (record.engines().stream().anyMatch(run -> run.lastEpoch().isPresent())) {
      files.picture(
          "curves.png", "record.json", () -> CurvesChart.write(record, folder.file("curves.png")));
    }
  }

  private void differences(RunRecord record) {
    if (record.comparison() != null && !record.comparison().differences().isEmpty()) {
      line("The experiments differ:");
      record.comparison().differences().forEach(difference -> line("  " + difference));
      line("");
    }
  }

  private void verdict(RunRecord record) {
    String sentence =
        record.comparison() == null
            ? alone(record.engines().get(0))
            : record.comparison().sentence();
    if (voice.quiet() && !voice.json()) {
      terminal.out(sentence);
    } else {
      labelled("verdict", sentence);
    }
  }

  private static String alone(EngineRun run) {
    return run.complete()
        ? String.format(
            Locale.ROOT,
            "%s reached %.2f %% test accuracy (loss %.4f) in %.1f s of training.",
            run.name(),
            100 * run.testAccuracy().orElseThrow(),
            run.testLoss().orElseThrow(),
            run.trainSeconds())
        : run.name() + " ended early: " + run.problem().lines().findFirst().orElse("");
  }
}
