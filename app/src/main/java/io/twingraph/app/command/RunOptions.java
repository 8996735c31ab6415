// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How to run: on what data, where, and what to print. */
final class RunOptions {
  /** Where engines run. */
  enum Workers {
    /** Each in a JVM of its own. */
    PROCESS,
    /** In this JVM. */
    NONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

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
      description =
          "Use the first N training images, those for validation included; default"
              + " ${DEFAULT-VALUE}.")
  Limit trainLimit;

  @Option(
      names = "--test-limit",
      paramLabel = "N|all",
      converter = Limit.Converter.class,
      description = "Use the first N test images; default 2000, or all with --train-limit all.")
  private Limit testLimit;

  @Option(
      names = "--device",
      paramLabel = "D",
      defaultValue = "auto",
      description =
          "auto, cpu, cuda or cuda:N; default ${DEFAULT-VALUE}. A GPU needs twingraph --cuda.")
  String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads for one operation; default: one for each processor.")
  int threads;

  @Option(
      names = "--workers",
      paramLabel = "MODE",
      defaultValue = "process",
      description = {
        "process: each engine in a JVM of its own (the default)",
        "none: all in this JVM, where a native crash ends everything"
      })
  Workers workers;

  @Option(
      names = "--worker-timeout",
      paramLabel = "SECONDS",
      defaultValue = "600",
      hidden = true,
      description = "Silence after which a worker is taken for hung.")
  int workerTimeout;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the results; default runs/<time>-<preset>/.")
  Path out;

  @Option(names = "--json", description = "Print record.json, and nothing else, on stdout.")
  boolean json;

  @Option(names = "--quiet", description = "Print the verdict only.")
  boolean quiet;

  /** The limit that was given, or the default that goes with the training images'. */
  Limit testLimit() {
    if (testLimit != null) {
      return testLimit;
    }
    return trainLimit.equals(Limit.ALL) ? Limit.ALL : new Limit(2000);
  }
}
