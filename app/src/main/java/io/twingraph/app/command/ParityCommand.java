// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.terminal.Terminal;
import io.twingraph.engine.DeviceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code twingraph parity}. */
@Command(
    name = "parity",
    description = "Compares two engines in lock-step, tensor by tensor, and says who is wrong.",
    footer = {
      "",
      "Examples:",
      "  twingraph parity                            ten steps from the same state",
      "  twingraph parity --mode free --steps 100    as in a training run",
      "  twingraph parity --calibrate                how much of it is noise",
      "  twingraph parity --engines torch,torch --device cpu,cuda   GPU against CPU",
      "  twingraph parity --engines torch --save a   one engine, kept on disk",
      "  twingraph parity --engines tensorflow --load a    another one against it",
      "  twingraph parity --json --quiet | jq .verdict",
      "",
      "Writes parity.json and parity.png to the folder given by --out."
    })
final class ParityCommand implements Callable<Integer> {
  private static final List<String> FROM_RECORDING =
      List.of(
          "--preset",
          "--experiment",
          "--epochs",
          "--batch-size",
          "--learning-rate",
          "--seed",
          "--mode",
          "--calibrate");
  private static final List<String> NOT_WHEN_SAVING =
      List.of("--reference", "--mode", "--thorough", "--calibrate", "--out");

  private final Terminal terminal;

  @Spec private CommandSpec spec;
  @Mixin private ExperimentOptions experiment;
  @Mixin private ParityOptions options;

  ParityCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    if (options.engines == null) {
      options.engines =
          options.save == null && options.load == null ? List.of("torch", "tensorflow") : List.of();
    }
    checkValues();
    if (options.load != null && options.save != null) {
      throw wrong("--save cannot be given with --load: one records, the other compares");
    }
    if (options.load != null) {
      without("--load", List.of("--save"), "one records, the other compares");
      without("--load", FROM_RECORDING, "the recording says that");
    } else if (options.save != null) {
      without("--save", NOT_WHEN_SAVING, "nothing is compared yet");
    }
    checkEngines();
    checkDevices();
    if (options.load == null && !experiment.sameForAll()) {
      throw wrong(
          "--preset article is two different experiments, which cannot be compared in lock-step;"
              + " use: twingraph compare --preset article");
    }
    ParitySession session = new ParitySession(terminal, experiment, options);
    return options.save == null ? session.compare() : session.save();
  }

  private void checkValues() {
    DataNames.check(spec.commandLine(), options.data);
    Session.checkThreads(options.threads);
    if (options.steps != null && options.steps < 1) {
      throw wrong("--steps must be 1 or more, but was " + options.steps);
    }
    if (!options.engines.isEmpty()
        || spec.commandLine().getParseResult().hasMatchedOption("--engines")) {
      options.engines = EngineNames.of(spec.commandLine(), "--engines", options.engines);
    }
  }

  private void without(String with, List<String> names, String why) {
    List<String> given = new ArrayList<>(names);
    given.removeIf(name -> !spec.commandLine().getParseResult().hasMatchedOption(name));
    if (!given.isEmpty()) {
      throw wrong(given.get(0) + " cannot be given with " + with + ": " + why);
    }
  }

  private void checkEngines() {
    String names = String.join(",", options.engines);
    boolean alone = options.save != null || options.load != null;
    if (alone && options.engines.size() != 1) {
      String option = options.save == null ? "--load" : "--save";
      throw wrong(
          option
              + " needs the one engine that runs"
              + (names.isEmpty() ? "" : ", but --engines names '" + names + "'")
              + "; add for example: --engines "
              + (options.save == null ? "tensorflow" : "torch"));
    }
    if (!alone && options.engines.size() != 2) {
      throw wrong("A lock-step comparison needs two engines, but --engines names '" + names + "'");
    }
    boolean same = !alone && options.engines.get(0).equals(options.engines.get(1));
    if (same && options.device(0).equals(options.device(1))) {
      throw wrong(
          "--engines names an engine twice: '"
              + names
              + "'; to compare an engine with itself use --calibrate, or on two devices add for"
              + " example: --device cpu,cuda");
    }
  }

  private void checkDevices() {
    boolean alone = options.save != null || options.load != null;
    int most = alone ? 1 : 2;
    if (options.devices.size() > most) {
      throw wrong(
          "--device names '"
              + String.join(",", options.devices)
              + "', but "
              + (alone ? "one engine runs" : "two engines run"));
    }
    DeviceRequest first = options.device(0);
    DeviceRequest second = options.device(1);
    boolean onCpu = first.equals(DeviceRequest.CPU) && second.equals(DeviceRequest.CPU);
    if (options.calibrate && !onCpu) {
      throw wrong("--calibrate measures noise floors on the CPU; leave --device or it out");
    }
    for (int i = 0; i < options.engines.size(); i++) {
      Devices.checkBuild("parity", options.engines.get(i), options.device(i));
    }
  }

  private ParameterException wrong(String text) {
    CommandLine line = spec.commandLine();
    return new ParameterException(line, text);
  }
}
