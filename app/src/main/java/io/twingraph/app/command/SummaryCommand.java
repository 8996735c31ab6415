// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.ExitCode;
import io.twingraph.app.terminal.Terminal;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.ExperimentFile;
import io.twingraph.spec.Summary;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
      "  twingraph summary --experiment mine.yaml"
    })
final class SummaryCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ExperimentOptions options;

  @Option(names = "--yaml", description = "Print the experiment as a file for --experiment.")
  private boolean yaml;

  SummaryCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
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
    return ExitCode.FINE;
  }
}
