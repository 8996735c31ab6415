// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.terminal.Terminal;
import io.twingraph.bench.Contestant;
import io.twingraph.bench.Peers;
import io.twingraph.bench.Workload;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.error.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code twingraph bench}. */
@Command(
    name = "bench",
    description = "Measures Twingraph against what people would use instead, on this machine.",
    footer = {
      "",
      "Examples:",
      "  twingraph bench                   every workload; stop it when you like",
      "  twingraph bench --quick           the main step and the latency",
      "  twingraph bench --peers all       every peer, fetched first (3.7 GB)",
      "  twingraph bench --peers none      Twingraph, and what the machine gives",
      "  twingraph bench --peers python-torch-eager,djl-torch --workloads train-32",
      "  twingraph bench --rounds 9 --threads 1",
      "  twingraph bench --device cuda --workloads train-32,train-512",
      "",
      "Each contestant runs in a process of its own, in turn. A peer that cannot run is listed with"
          + " the reason, one that is not here with what it would fetch. Writes bench.json (after"
          + " each round), bench.md and bench.png to the folder"
          + " given by --out; how to read them: docs/benchmark.md"
    })
final class BenchCommand implements Callable<Integer> {
  private static final int MOST_ROUNDS = 1000;

  private final Terminal terminal;

  @Spec private CommandSpec spec;
  @Mixin private BenchOptions options;

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Session.checkThreads(options.threads);
    if (options.rounds < 1 || options.rounds > MOST_ROUNDS) {
      throw wrong("--rounds must be 1 to " + MOST_ROUNDS + ", but was " + options.rounds);
    }
    if (options.quick && options.workloads != null) {
      throw wrong("--quick and --workloads cannot be given together: --quick says which workloads");
    }
    DataNames.check(spec.commandLine(), options.data);
    DeviceRequest device = Devices.parse(options.device);
    if (device.kind() == DeviceRequest.Kind.AUTO) {
      throw wrong("--device must be cpu, cuda or cuda:N for a benchmark, but was 'auto'");
    }
    boolean gpu = device.kind() == DeviceRequest.Kind.CUDA;
    Devices.checkBuild("bench", "bench", device);
    List<Workload> workloads = workloads().stream().map(one -> gpu ? one.onGpu() : one).toList();
    Path home = home();
    Path work = home.resolve("target").resolve("bench");
    List<Peers.Peer> peers = peers(new Peers(home, work), device);
    return new BenchSession(terminal, options, commandLine()).run(workloads, peers, device, work);
  }

  private List<Workload> workloads() {
    if (options.quick) {
      return Workload.quickOnes();
    }
    return options.workloads == null
        ? Workload.ALL
        : chosen("--workloads", options.workloads, Workload.ALL, Workload::id);
  }

  private List<Peers.Peer> peers(Peers peers, DeviceRequest device) throws IOException {
    if (options.noPeers()) {
      return List.of();
    }
    List<Peers.Peer> all = peers.find(device);
    Function<Peers.Peer, Contestant> contestant = Peers.Peer::contestant;
    return options.peers == null || options.peers.equals(List.of("all"))
        ? all
        : chosen("--peers", options.peers, all, contestant.andThen(Contestant::name));
  }

  /** Those of {@code all} that are named, in the order of {@code all}. */
  private <T> List<T> chosen(
      String option, List<String> names, List<T> all, Function<T, String> name) {
    List<String> known = all.stream().map(name).toList();
    if (names.isEmpty()) {
      throw wrong(option + " names none; there " + there(known));
    }
    for (String one : names) {
      if (!known.contains(one)) {
        throw wrong(
            option
                + " names '"
                + Printable.quote(one)
                + "', which there is not; there "
                + there(known));
      }
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw wrong(option + " names one twice: '" + String.join(",", names) + "'");
    }
    return all.stream().filter(one -> names.contains(name.apply(one))).toList();
  }

  private static String there(List<String> known) {
    return known.isEmpty() ? "are none" : "are: " + String.join(", ", known);
  }

  /** The checkout, where the peers are; the launcher script knows it. */
  private static Path home() {
    String home = System.getProperty("twingraph.home");
    Path here = Path.of(home == null ? "" : home).toAbsolutePath();
    return Files.isDirectory(here) ? here : Path.of("").toAbsolutePath();
  }

  private String commandLine() {
    List<String> words = new ArrayList<>(List.of("./twingraph"));
    words.addAll(spec.root().commandLine().getParseResult().originalArgs());
    return String.join(" ", words);
  }

  private ParameterException wrong(String text) {
    return new ParameterException(spec.commandLine(), text);
  }
}
