// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.error.SpecException;
import io.twingraph.run.InheritedEnvironment;
import io.twingraph.run.LastLines;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The peers in a checkout: folders under {@code bench/peers} with a {@code peer.json}. */
public final class Peers {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Tells a {@code prepare} that it may not use the network. */
  private static final String OFFLINE = "TWINGRAPH_BENCH_OFFLINE";

  /** What a {@code prepare} answers that would have to. */
  private static final int NOT_HERE = 3;

  private final Path home;
  private final Path work;

  /**
   * The peers of a checkout.
   *
   * @param home of the checkout
   * @param work where peers keep what they build, and where logs go
   */
  public Peers(Path home, Path work) {
    this.home = home.toAbsolutePath();
    this.work = work.toAbsolutePath();
  }

  /** What a {@code peer.json} says. */
  private record Declaration(
      String name,
      String label,
      String engine,
      List<String> workloads,
      List<String> networks,
      String device,
      String fetches) {
    /** The device, or the one of peers that name none. */
    String deviceOrCpu() {
      return device == null ? "cpu" : device;
    }
  }

  /**
   * One peer.
   *
   * @param folder with its programs
   * @param device that it runs on: {@code "cpu"} or {@code "cuda"}
   * @param fetches what it takes from the network once, where from, and how much that is; {@code
   *     null} if nothing
   * @param peers that it is one of
   */
  public record Peer(
      Contestant contestant, Path folder, String device, String fetches, Peers peers) {
    /**
     * Makes it ready.
     *
     * @param fetch whether it may take what it needs from the network
     * @return why it is not; {@code null} if it is
     */
    String prepare(Limits limits, boolean fetch) throws IOException, InterruptedException {
      return peers.prepare(this, limits, fetch);
    }
  }

  /**
   * Every peer for such a device, by name.
   *
   * @throws SpecException if a {@code peer.json} is not valid
   */
  public List<Peer> find(DeviceRequest device) throws IOException {
    String word = device.kind() == DeviceRequest.Kind.CUDA ? "cuda" : "cpu";
    return find().stream().filter(peer -> peer.device().equals(word)).toList();
  }

  /**
   * Every peer there is, by name.
   *
   * @throws SpecException if a {@code peer.json} is not valid
   */
  public List<Peer> find() throws IOException {
    List<Peer> peers = new ArrayList<>();
    Path all = home.resolve("bench").resolve("peers");
    if (!Files.isDirectory(all)) {
      return peers;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(all)) {
      for (Path folder : folders) {
        if (Files.isRegularFile(folder.resolve("peer.json"))) {
          peers.add(read(folder));
        }
      }
    }
    peers.sort(Comparator.comparing((Peer peer) -> peer.contestant().name()));
    return peers;
  }

  private Peer read(Path folder) throws IOException {
    Path file = folder.resolve("peer.json");
    Declaration declared;
    try {
      declared = JSON.readValue(Files.readString(file), Declaration.class);
    } catch (JsonProcessingException e) {
      throw wrong(file, "JSON of a peer", e.getOriginalMessage());
    }
    if (declared.name() == null || !declared.name().equals(folder.getFileName().toString())) {
      throw wrong(file, "'name' equal to the folder's", "'" + declared.name() + "'");
    }
    boolean whole =
        declared.label() != null && declared.workloads() != null && declared.networks() != null;
    if (!whole || !List.of("torch", "tensorflow").contains(String.valueOf(declared.engine()))) {
      throw wrong(
          file,
          "'label', 'engine' (torch or tensorflow), 'workloads' and 'networks'",
          declared.toString());
    }
    if (!List.of("cpu", "cuda").contains(declared.deviceOrCpu())) {
      throw wrong(file, "'device' cpu or cuda, or none for cpu", "'" + declared.device() + "'");
    }
    return new Peer(
        new Contestant(
            declared.name(),
            declared.label(),
            declared.engine(),
            Contestant.Kind.PEER,
            declared.workloads(),
            declared.networks(),
            job -> {
              List<String> command = new ArrayList<>();
              command.add(folder.resolve("run").toString());
              command.addAll(job.arguments());
              return builder(command);
            }),
        folder,
        declared.deviceOrCpu(),
        declared.fetches(),
        this);
  }

  private static SpecException wrong(Path file, String expected, String got) {
    return SpecException.of(
        "a peer that cannot be read",
        file.toString(),
        expected,
        got,
        "see docs/benchmark.md for what a peer is");
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    InheritedEnvironment.of(System.getenv()).adapt(builder.environment());
    builder.environment().putAll(environment());
    return builder;
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("TWINGRAPH_HOME", home.toString());
    environment.put("TWINGRAPH_BENCH_WORK", work.toString());
    environment.put("TWINGRAPH_CLASSPATH", System.getProperty("java.class.path"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    return environment;
  }

  private String prepare(Peer peer, Limits limits, boolean fetch)
      throws IOException, InterruptedException {
    Files.createDirectories(work);
    String name = peer.contestant().name();
    Path errors = work.resolve("prepare-" + name + ".log");
    ProcessBuilder builder = builder(List.of(peer.folder().resolve("prepare").toString()));
    builder.environment().put(OFFLINE, fetch ? "" : "1");
    builder.redirectError(errors.toFile());
    builder.redirectOutput(work.resolve("prepare-" + name + ".out.log").toFile());
    try (ProcessTree tree = ProcessTree.start(builder)) {
      tree.process().getOutputStream().close();
      if (!tree.waitFor(limits.preparation())) {
        return "its prepare took more than "
            + limits.preparation().toSeconds()
            + " s and was stopped; its output: "
            + errors;
      }
      int exit = tree.process().exitValue();
      return exit == 0 ? null : notReady(peer, exit, fetch, errors);
    } catch (IOException e) {
      return "its prepare cannot be started: " + e.getMessage();
    }
  }

  private static String notReady(Peer peer, int exit, boolean fetch, Path errors) {
    if (!fetch && exit == NOT_HERE) {
      return "is not here; --peers "
          + peer.contestant().name()
          + " fetches "
          + (peer.fetches() == null ? "what it needs" : peer.fetches());
    }
    String words = LastLines.last(errors, "its prepare exited with status " + exit);
    return words + "; its output: " + errors;
  }
}
