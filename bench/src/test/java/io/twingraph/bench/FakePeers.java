// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import io.twingraph.data.Dataset;
import io.twingraph.data.Datasets;
import io.twingraph.engine.DeviceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A checkout with peers that are small shell scripts, good ones and one for each way to go wrong.
 */
final class FakePeers {
  static final Workload STEPS = Workload.ALL.get(1).withSteps(1, 3);
  static final Limits SHORT =
      new Limits(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2));

  /**
   * Reads the arguments, tells of its first step; {@code numbers TEXT} repeats one for each step.
   */
  private static final String HEAD =
      """
      while [ $# -gt 0 ]; do case $1 in --steps) steps=$2;; esac; shift 2; done
      numbers() { for ((i = 1; i <= steps; i++)); do printf '%s%s' "$1" "$([ $i -lt $steps ] && echo ,)"; done; }
      echo 'chatter of a library'
      echo '{"event":"first-step"}'
      """;

  static final String READY = "exit 0";

  private final Path home;
  private boolean fetch;

  FakePeers(Path home) {
    this.home = home;
  }

  /** A script that computes these losses, each step in so many milliseconds. */
  static String good(String millis, String losses) {
    return good(millis, losses, "");
  }

  /** The same with further fields of the result, from a comma on. */
  static String good(String millis, String losses, String more) {
    return HEAD
        + "echo '{\"event\":\"result\",\"versions\":{\"fake\":\"1.0\"},\"threads\":2,\"millis\":['"
        + "\"$(numbers "
        + millis
        + ")\"'],\"losses\":["
        + losses
        + "]"
        + more
        + "}'\ncat >/dev/null\n";
  }

  /** A script that tells of its first step and then does this. */
  static String then(String rest) {
    return HEAD + rest + "\n";
  }

  /** Somebody asked for the peers, and so for what they fetch. */
  FakePeers askedFor() {
    fetch = true;
    return this;
  }

  FakePeers add(String name, String prepare, String run) throws IOException {
    Path folder = Files.createDirectories(home.resolve("bench/peers").resolve(name));
    Files.writeString(
        folder.resolve("peer.json"),
        "{\"name\":\""
            + name
            + "\",\"label\":\"The "
            + name
            + "\",\"engine\":\"torch\",\"workloads\":[\"train\"],\"networks\":[\"matched\"]}");
    script(folder.resolve("prepare"), prepare);
    script(folder.resolve("run"), run);
    return this;
  }

  /** Says what a peer takes from the network. */
  FakePeers fetches(String name, String what) throws IOException {
    Path file = home.resolve("bench/peers").resolve(name).resolve("peer.json");
    String json = Files.readString(file);
    Files.writeString(file, json.replaceFirst("\\{", "{\"fetches\":\"" + what + "\","));
    return this;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/usr/bin/env bash\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Peers peers() {
    return new Peers(home, home.resolve("target/bench"));
  }

  /** Twingraph's place in a test: a script with its name. */
  Contestant twingraph(String script) throws IOException {
    Path other = home.resolve("own");
    new FakePeers(other).add("twingraph-torch", READY, script);
    Contestant peer = new Peers(other, home.resolve("target/bench")).find().get(0).contestant();
    return new Contestant(
        peer.name(),
        peer.label(),
        peer.engine(),
        Contestant.Kind.TWINGRAPH,
        peer.workloads(),
        peer.networks(),
        peer.start());
  }

  BenchPlan plan(Contestant twingraph, int rounds, Workload... workloads) throws IOException {
    Dataset data = Datasets.load("digits").limit(200, 10);
    return new BenchPlan(
        "./twingraph bench",
        List.of(workloads),
        rounds,
        2,
        DeviceRequest.CPU,
        List.of(twingraph),
        peers().find(),
        fetch,
        data,
        home.resolve("target/bench"),
        SHORT);
  }

  /** Writes down what it hears. */
  static final class Log implements BenchListener {
    final List<String> lines = new ArrayList<>();
    int rounds;

    @Override
    public void prepared(String label, String problem) {
      lines.add(label + (problem == null ? " is ready" : ": " + problem));
    }

    @Override
    public void started(Workload workload, int round, String label, int done, int all) {
      lines.add(workload.id() + " " + round + " " + label + " " + done + "/" + all);
    }

    @Override
    public void roundFinished(BenchResult soFar) {
      rounds++;
    }
  }
}
