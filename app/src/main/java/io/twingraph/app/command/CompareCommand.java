// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.terminal.Terminal;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code twingraph compare}. */
@Command(
    name = "compare",
    description = "Trains one experiment on two engines and says whether they agree.",
    footer = {
      "",
      "Examples:",
      "  twingraph compare                          the main job, about two minutes",
      "  twingraph compare --train-limit all        on every image",
      "  twingraph compare --preset article         the tutorial's two programs",
      "  twingraph compare --experiment small.yaml --data fashion-mnist --epochs 2",
      "  twingraph compare --json | jq .comparison  for scripts",
      "",
      "Writes record.json and curves.png to the folder given by --out."
    })
final class CompareCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;
  @Mixin private ExperimentOptions experiment;
  @Mixin private RunOptions options;

  @Option(
      names = "--engines",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "torch,tensorflow",
      description = "The engines, in the order in which they run; default torch and tensorflow.")
  private List<String> engines;

  CompareCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    CommandLine line = spec.commandLine();
    options.check(line);
    engines = EngineNames.of(line, "--engines", engines);
    if (engines.size() < 2) {
      throw new ParameterException(
          line,
          "A comparison needs two engines, but --engines names only '"
              + String.join(",", engines)
              + "'; for one engine use: twingraph train --engine "
              + engines.get(0));
    }
    if (new HashSet<>(engines).size() < engines.size()) {
      throw new ParameterException(
          line, "--engines names an engine twice: '" + String.join(",", engines) + "'");
    }
    return new Session(terminal, experiment, options).run(engines);
  }
}
