// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.contestant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Contestants whose harness goes: the end of their input is all that they see of it. The end of an
 * input is also how a harness that has what it wants lets them go.
 */
class HarnessWatchTest {
  private static final Path PEERS = Path.of("peers").toAbsolutePath();

  @TempDir Path folder;

  /** A contestant that says something, or nothing, and would then work for ten minutes. */
  static final class Contestant {
    private Contestant() {}

    public static void main(String[] args) throws InterruptedException {
      Answer answer = new Answer();
      answer.firstStep();
      if (args.length > 0) {
        answer.result(Answer.event("result"));
        Runtime.getRuntime().exit(0);
      }
      Thread.sleep(600_000);
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static List<String> ours(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                java(), "-cp", System.getProperty("java.class.path"), Contestant.class.getName()));
    command.addAll(List.of(more));
    return command;
  }

  /** The status of a process whose input ends after it has said something. */
  private int status(List<String> command, String said) throws Exception {
    Path errors = folder.resolve("errors.txt");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null && !line.contains(said)) {
        line = lines.readLine();
      }
      assertThat(line).as(Files.readString(errors)).isNotNull();
      assertThat(process.isAlive()).isTrue();
      process.getOutputStream().close();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void contestantAtWorkEndsWithItsHarness() throws Exception {
    assertThat(status(ours(), "first-step")).isEqualTo(Answer.ORPHAN);
  }

  @Test
  void contestantThatHasAnsweredLeavesInPeace() throws Exception {
    assertThat(status(ours("answer"), "result")).isZero();
  }

  private static List<String> python(String then) {
    assumeTrue(runs("python3"), "there is no python3 on the PATH");
    String program =
        "import sys, time; sys.path.insert(0, sys.argv[1]); from events import Events; e = Events();"
            + " e.first_step(); ";
    return List.of("python3", "-B", "-c", program + then, PEERS.resolve("python").toString());
  }

  private static boolean runs(String program) {
    try {
      return new ProcessBuilder(program, "-c", "").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void peerInPythonEndsWithItsHarness() throws Exception {
    assertThat(status(python("time.sleep(600)"), "first-step")).isEqualTo(Answer.ORPHAN);
  }

  @Test
  void peerInPythonThatHasAnsweredLeavesInPeace() throws Exception {
    assertThat(status(python("e.result(millis=[1])"), "result")).isZero();
  }

  /** A peer in Java without a library, on what all of them share. */
  private List<String> peerInJava(String steps) throws Exception {
    Path source =
        Files.writeString(
            folder.resolve("Slow.java"),
            """
            import io.twingraph.bench.peer.*;
            import java.util.*;

            final class Slow implements Peer, Peer.Model {
              public static void main(String[] arguments) throws Exception {
                PeerMain.run(new Slow(), arguments);
              }
              public Map<String, String> load(int threads) { return Map.of("slow", "1"); }
              public Peer.Model open(PeerRun run, List<Parameter> parameters) { return this; }
              public float train(Samples batch) { return 2.3f; }
              public float[] predict(Samples batch) { return new float[10]; }
              public Peer.Evaluation evaluate(Samples batch) { return null; }
              public void close() {}
            }
            """);
    List<String> command = new ArrayList<>(List.of("-d", folder.toString(), source.toString()));
    try (Stream<Path> files = Files.walk(PEERS.resolve("java-protocol/src"))) {
      files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(command::add);
    }
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, command.toArray(String[]::new)))
        .isZero();
    int parameters =
        Math.toIntExact(BenchNetwork.named("article").experiment().graph().parameterCount());
    Files.write(folder.resolve("images.f32"), new byte[64 * 8 * 8 * 4]);
    Files.write(folder.resolve("labels.i32"), new byte[64 * 4]);
    Files.write(folder.resolve("parameters.f32"), new byte[4 * parameters]);
    String arguments =
        "--workload train --network article --batch 32 --warmup 1 --warmup-seconds 0 --threads 1"
            + " --train 64 --validation 0 --rate 0.01 --steps "
            + steps
            + " --data "
            + folder;
    List<String> run = new ArrayList<>(List.of(java(), "-cp", folder.toString(), "Slow"));
    run.addAll(List.of(arguments.split(" ")));
    return run;
  }

  @Test
  void peerInJavaEndsWithItsHarness() throws Exception {
    assertThat(status(peerInJava("2000000000"), "first-step")).isEqualTo(Answer.ORPHAN);
  }

  @Test
  void peerInJavaThatHasAnsweredLeavesInPeace() throws Exception {
    assertThat(status(peerInJava("3"), "result")).isZero();
  }
}
