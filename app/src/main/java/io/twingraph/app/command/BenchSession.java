// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.ExitCode;
import io.twingraph.app.terminal.BenchProgress;
import io.twingraph.app.terminal.Terminal;
import io.twingraph.bench.Bench;
import io.twingraph.bench.BenchChart;
import io.twingraph.bench.BenchFile;
import io.twingraph.bench.BenchPlan;
import io.twingraph.bench.BenchResult;
import io.twingraph.bench.BenchText;
import io.twingraph.bench.Limits;
import io.twingraph.bench.Machine;
import io.twingraph.bench.Peers;
import io.twingraph.bench.Workload;
import io.twingraph.data.Dataset;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** One call of {@code bench}: everything between the options and the exit code. */
final class BenchSession {
  private final Terminal terminal;
  private final BenchOptions options;
  private final String commandLine;

  BenchSession(Terminal terminal, BenchOptions options, String commandLine) {
    this.terminal = terminal;
    this.options = options;
    this.commandLine = commandLine;
  }

  int run(List<Workload> workloads, List<Peers.Peer> peers, DeviceRequest device, Path work)
      throws IOException, InterruptedException {
    Dataset data = Session.open(terminal, options.data, false);
    try (RunFolder folder = RunFolder.make(options.out, "bench")) {
      BenchPlan plan =
          new BenchPlan(
              commandLine,
              workloads,
              options.rounds,
              new EngineOptions(DeviceRequest.CPU, options.threads).effectiveThreads(),
              device,
              BenchPlan.ownContestants(device),
              peers,
              options.peersAreAskedFor(),
              data,
              work,
              Limits.GENEROUS);
      Machine.busy().ifPresent(warning -> terminal.err("warning", warning));
      terminal.out("data", data.name() + ": " + data.reason());
      terminal.out("peers", peers.isEmpty() ? "none" : names(peers));
      if (!peers.isEmpty()) {
        terminal.out("network", network(peers));
      }
      terminal.out("results", folder.path() + ": bench.json, bench.md, written after each round");
      BenchResult result;
      try (BenchProgress progress = new BenchProgress(terminal, folder.file("bench.json"))) {
        result = new Bench(plan, progress).run();
      }
      report(result, folder);
    }
    return ExitCode.FINE;
  }

  /** What is fetched, before it is. */
  private String network(List<Peers.Peer> peers) {
    if (!options.peersAreAskedFor()) {
      return "not used: peers whose parts are not here are left out; --peers asks for them";
    }
    String fetched =
        peers.stream()
            .map(Peers.Peer::fetches)
            .filter(Objects::nonNull)
            .distinct()
            .collect(Collectors.joining("; "));
    return fetched.isEmpty() ? "not used" : "used, for what is not here yet: " + fetched;
  }

  private static String names(List<Peers.Peer> peers) {
    return peers.stream().map(peer -> peer.contestant().name()).collect(Collectors.joining(", "));
  }

  private void report(BenchResult result, RunFolder folder) throws IOException {
    BenchText text = new BenchText(result);
    terminal.out("");
    text.terminal(terminal.columns()).forEach(terminal::out);
    text.facts().forEach(terminal::out);
    ResultFiles files = new ResultFiles(terminal, new Voice(terminal, false, false), folder);
    files.whole(
        "bench.json", "the table above", () -> BenchFile.write(result, folder.file("bench.json")));
    files.whole("bench.md", "the table above", () -> text.write(folder.file("bench.md")));
    files.picture(
        "bench.png", "bench.json", () -> BenchChart.write(result, folder.file("bench.png")));
  }
}
