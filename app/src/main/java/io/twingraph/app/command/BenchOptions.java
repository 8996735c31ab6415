// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What to measure, how often, and where the results go. */
final class BenchOptions {
  @Option(
      names = "--quick",
      description = "train-32 and forward-1 only, with fewer steps: some minutes.")
  boolean quick;

  @Option(
      names = "--peers",
      split = ",",
      paramLabel = "all|none|NAME",
      defaultValue = "all",
      description = "What Twingraph is held against; default all.")
  List<String> peers;

  @Option(
      names = "--workloads",
      split = ",",
      paramLabel = "NAME",
      description =
          "train-1, train-32, train-128, train-512, article-512, forward-1, forward-256, epoch;"
              + " default all of them.")
  List<String> workloads;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Processes of each contestant in each workload; default ${DEFAULT-VALUE}.")
  int rounds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads for one operation; default: one for each processor.")
  int threads;

  @Option(
      names = "--device",
      paramLabel = "D",
      defaultValue = "cpu",
      description =
          "cpu, cuda or cuda:N; default ${DEFAULT-VALUE}. On a GPU there are other peers, and more"
              + " steps in a round; it needs twingraph --cuda.")
  String device;

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
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the results; default runs/<time>-bench/.")
  Path out;
}
