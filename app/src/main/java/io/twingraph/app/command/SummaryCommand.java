// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.ExitCode;
import io.twingraph.app.drawing.ModelSvg;
import io.twingraph.app.terminal.Terminal;
import io.twingraph.error.Printable;
import io.twingraph.run.WholeFile;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.ExperimentFile;
import io.twingraph.spec.Summary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code twingraph summary}. */
@Command(
    name = "summary",
    description = "Prints the layers of an experiment's model, with shapes and parameters.",
    footer = {
      "",
      "Examples:",
      "  twingraph summary",
      "  twingraph summary --preset article",
      "  twingraph summary --yaml > mine.yaml       a file to change and run",
      "  twingraph summary --experiment mine.yaml",
      "  twingraph summary --preset lenet5 --svg lenet5.svg   a picture of the graph"
    })
final class SummaryCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ExperimentOptions options;

  @Option(names = "--yaml", description = "Print the experiment as a file for --experiment.")
  private boolean yaml;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Draw the model, too: boxes for its layers, arrows for who reads whom.")
  private Path svg;

  @Spec private CommandSpec spec;

  SummaryCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    checkPicture();
    Set<Experiment> experiments = new LinkedHashSet<>();
    for (String engine : List.of("torch", "tensorflow")) {
      experiments.add(options.experimentFor(engine));
    }
    boolean first = true;
    for (Experiment experiment : experiments) {
      if (!first) {
        terminal.out(yaml ? "---" : "");
      }
      first = false;
      if (yaml) {
        terminal.data(ExperimentFile.toYaml(experiment).stripTrailing());
      } else {
        terminal.out(Summary.of(experiment, terminal.columns()).stripTrailing());
      }
    }
    if (svg != null) {
      Experiment drawn = experiments.iterator().next();
      new PictureFile(svg, "--svg").write(() -> WholeFile.write(svg, ModelSvg.of(drawn)));
      terminal.out("written   " + svg);
    }
    return ExitCode.FINE;
  }

  private void checkPicture() throws IOException {
    if (svg == null) {
      return;
    }
    if (yaml) {
      throw wrong(
          "--svg cannot be given with --yaml: one draws the model, the other prints a file");
    }
    if (!svg.toString().toLowerCase(Locale.ROOT).endsWith(".svg")) {
      throw wrong(
          "--svg wants a file whose name ends in .svg, but was '" + Printable.quote(svg) + "'");
    }
    if (!options.sameForAll()) {
      throw wrong(
          "--preset article is two different experiments, and a picture has one; print one of them"
              + " to a file with --yaml and draw it with --experiment");
    }
    new PictureFile(svg, "--svg").checkFolder();
  }

  private ParameterException wrong(String text) {
    return new ParameterException(spec.commandLine(), text);
  }
}
