// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.engine.DeviceRequest;
import io.twingraph.parity.Parity;
import io.twingraph.parity.ParityMode;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** How to compare in lock-step: which engines, for how long, on what data, and what to print. */
final class ParityOptions {
  /** Whether the float64 engine takes part. */
  enum Reference {
    ON,
    OFF;

    @Override
    public String toString() {
      return this == ON ? "on" : "off";
    }
  }

  @Option(
      names = "--engines",
      split = ",",
      paramLabel = "NAME",
      description = {
        "The two engines; the first leads in resync mode. Default torch and tensorflow.",
        "With --save or --load the one that runs."
      })
  List<String> engines;

  @Option(
      names = "--device",
      split = ",",
      paramLabel = "D",
      defaultValue = "cpu",
      description =
          "Where the engines compute: cpu (the default), cuda, cuda:N or auto; with a comma one for"
              + " each. The same engine twice needs two.")
  List<String> devices;

  @Option(
      names = "--reference",
      paramLabel = "on|off",
      description = {
        "on: float64 must take part; off: it must not.",
        "Default: it does where it was built."
      })
  private Reference reference;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Training steps; default 10, or as many as were recorded.")
  Integer steps;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "resync",
      description = {
        "resync: all go on from the first engine's state after each step (the default)",
        "free: each goes on from its own; judged by the noise envelope"
      })
  ParityMode mode;

  @Option(
      names = "--thorough",
      description = "Ask float64 about every stage of every step, not of the first and last only.")
  boolean thorough;

  @Option(
      names = "--calibrate",
      description = "Measure the noise floor too: each engine against what means the same.")
  boolean calibrate;

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description = "Run one engine alone and keep all it does, to be compared elsewhere.")
  Path save;

  @Option(
      names = "--load",
      paramLabel = "DIR",
      description = "Compare an engine with what --save has kept of another one.")
  Path load;

  @Option(
      names = "--data",
      paramLabel = "NAME|DIR",
      description = {
        "mnist, fashion-mnist, digits, or a folder with four IDX files.",
        "Default: what TWINGRAPH_DATA holds; if it is not set, mnist if it is at hand, else"
            + " digits, which needs no file."
      })
  String data;

  @Option(
      names = "--train-limit",
      paramLabel = "N|all",
      converter = Limit.Converter.class,
      defaultValue = "6000",
      description = "Draw batches from the first N training images; default ${DEFAULT-VALUE}.")
  Limit trainLimit;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads for one operation; default: one for each processor.")
  int threads;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the results; default runs/<time>-parity-<preset>/.")
  Path out;

  @Option(names = "--json", description = "Print parity.json, and nothing else, on stdout.")
  boolean json;

  @Option(names = "--quiet", description = "Print the verdict only.")
  boolean quiet;

  /**
   * The device of the first or only engine (0), or of the second (1).
   *
   * @throws io.twingraph.error.SpecException if it is none
   */
  DeviceRequest device(int engine) {
    return Devices.parse(
        devices.isEmpty() ? "" : devices.get(Math.min(engine, devices.size() - 1)));
  }

  Parity.ReferenceUse reference() {
    if (reference == null) {
      return Parity.ReferenceUse.IF_AVAILABLE;
    }
    return reference == Reference.ON ? Parity.ReferenceUse.REQUIRED : Parity.ReferenceUse.OFF;
  }
}
