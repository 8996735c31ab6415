// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.ExitCode;
import io.twingraph.app.doctor.Diagnosis;
import io.twingraph.app.doctor.Doctor;
import io.twingraph.app.terminal.Terminal;
import io.twingraph.spec.ExperimentFile;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code twingraph doctor}. */
@Command(
    name = "doctor",
    description = {
      "Says what is installed, what is missing and how to get it.",
      "Exits with 0 only if the engines can make a training step."
    },
    footer = {
      "",
      "Examples:",
      "  twingraph doctor",
      "  twingraph doctor --device cuda     what is missing for the GPU",
      "  twingraph doctor --engines torch   whatever becomes of TensorFlow",
      "  twingraph doctor --json"
    })
final class DoctorCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Option(
      names = "--engines",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "torch,tensorflow",
      description = "The engines that must work; default torch and tensorflow.")
  private List<String> engines;

  @Option(
      names = "--device",
      paramLabel = "D",
      defaultValue = "auto",
      description = "Device to try the engines on: auto, cpu, cuda or cuda:N.")
  private String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads to try them with; default: one for each processor.")
  private int threads;

  @Option(names = "--json", description = "Print the findings as JSON.")
  private boolean json;

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Devices.parse(device);
    Session.checkThreads(threads);
    engines = EngineNames.of(spec.commandLine(), "--engines", engines);
    Diagnosis diagnosis = new Doctor(engines, device, threads, terminal::status).examine();
    terminal.status("");
    if (json) {
      terminal.data(ExperimentFile.json().writeValueAsString(diagnosis));
    } else {
      diagnosis.lines(terminal.lineWidth()).forEach(terminal::out);
      terminal.out("");
      terminal.out(
          diagnosis.ok()
              ? "Can run: " + String.join(", ", diagnosis.running()) + "; try `" + next() + "`."
              : "Not every engine can run; see the lines marked \u2717.");
    }
    return diagnosis.ok() ? ExitCode.FINE : ExitCode.NOT_AVAILABLE;
  }

  private String next() {
    return "twingraph " + (engines.size() > 1 ? "compare" : "train --engine " + engines.get(0));
  }
}
