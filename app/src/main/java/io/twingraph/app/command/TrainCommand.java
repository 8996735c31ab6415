// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.terminal.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code twingraph train}. */
@Command(
    name = "train",
    description = "Trains one experiment on one engine.",
    footer = {
      "",
      "Examples:",
      "  twingraph train --engine torch",
      "  twingraph train --engine tensorflow --epochs 1 --data mnist",
      "  twingraph train --engine torch --device cuda:0 --out runs/gpu"
    })
final class TrainCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;
  @Mixin private ExperimentOptions experiment;
  @Mixin private RunOptions options;

  @Option(
      names = "--engine",
      required = true,
      paramLabel = "NAME",
      description = "The engine: torch, tensorflow or reference.")
  private String engine;

  TrainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    options.check(spec.commandLine());
    return new Session(terminal, experiment, options)
        .run(EngineNames.of(spec.commandLine(), "--engine", List.of(engine)));
  }
}
