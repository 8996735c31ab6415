// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that somebody stops: nothing is left running, and nothing that is finished is lost. */
class StoppedRunTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int TERMINATED = 128 + 15;

  @TempDir Path temporary;
  private CommandProcess twingraph;
  private Path console;
  private Path out;
  private Process parent;

  @BeforeEach
  void workInAnEmptyFolder() throws Exception {
    twingraph = new CommandProcess(Files.createDirectory(temporary.resolve("work")));
    twingraph.smallExperiment();
    twingraph.tinyData();
    console = temporary.resolve("console.txt");
    out = twingraph.folder().resolve("o");
  }

  @AfterEach
  void leaveNothing() throws Exception {
    if (parent != null) {
      parent.destroyForcibly().waitFor();
    }
  }

  /** Starts a comparison and waits until the engine that hangs does so. */
  private ProcessHandle worker(String engines) throws Exception {
    String arguments =
        "compare --engines "
            + engines
            + " --experiment small.yaml --data tiny --out o --train-limit 80 --test-limit 50";
    parent =
        twingraph
            .builder(arguments.split(" "))
            .redirectErrorStream(true)
            .redirectOutput(console.toFile())
            .start();
    Path sign = twingraph.folder().resolve(TestEngines.Hang.SIGN);
    Instant limit = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(limit) && parent.isAlive()) {
      List<ProcessHandle> children = parent.children().toList();
      if (!children.isEmpty() && Files.exists(sign)) {
        return children.get(0);
      }
      Thread.sleep(50);
    }
    throw new AssertionError(console());
  }

  private String console() throws IOException {
    return Files.readString(console);
  }

  private JsonNode record() throws Exception {
    return new ObjectMapper().readTree(Files.readString(out.resolve("record.json")));
  }

  private int exit() throws Exception {
    assertThat(parent.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(console()).isTrue();
    return parent.exitValue();
  }

  private static void assertDies(ProcessHandle process) throws Exception {
    Instant limit = Instant.now().plus(PATIENCE);
    while (process.isAlive() && Instant.now().isBefore(limit)) {
      Thread.sleep(50);
    }
    boolean alive = process.isAlive();
    process.destroyForcibly();
    assertThat(alive).as("still alive: %s", process.info()).isFalse();
  }

  @Test
  void workerDiesWithItsKilledParent() throws Exception {
    ProcessHandle worker = worker("hang,fake");
    parent.destroyForcibly();
    assertDies(worker);
    assertThat(out.resolve("record.json")).doesNotExist();
  }

  @Test
  void stoppedCommandLeavesNeitherAWorkerNorAFolder() throws Exception {
    ProcessHandle worker = worker("hang,fake");
    parent.destroy();
    assertDies(worker);
    assertThat(exit()).isEqualTo(TERMINATED);
    assertThat(out).doesNotExist();
    assertThat(console()).doesNotContain("kept");
  }

  @Test
  void stoppedCommandKeepsTheRunThatIsFinishedAndSaysWhere() throws Exception {
    ProcessHandle worker = worker("fake,hang");
    parent.destroy();
    assertDies(worker);
    assertThat(exit()).isEqualTo(TERMINATED);
    assertThat(console()).contains("twingraph: fake's finished run is kept in o/record.json");
    assertThat(record().at("/engines")).hasSize(1);
    assertThat(record().at("/engines/0/name").asText()).isEqualTo("fake");
    assertThat(record().at("/engines/0/testLoss").isNumber()).isTrue();
    assertThat(record().at("/comparison").isNull()).isTrue();
  }

  @Test
  void killedCommandKeepsTheRunThatIsFinished() throws Exception {
    ProcessHandle worker = worker("fake,hang");
    parent.destroyForcibly();
    assertDies(worker);
    assertThat(record().at("/engines/0/testLoss").isNumber()).isTrue();
  }

  /** Nobody pressed Ctrl-C: a guard of the memory has chosen the worker, for example. */
  @Test
  void workerThatAloneIsStoppedIsOneEnginesFailure() throws Exception {
    worker("hang,fake").destroy();
    assertThat(exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(console())
        .containsPattern(
            "twingraph: hang: (after step [12]: )?was stopped from outside \\(SIGTERM\\), as a guard"
                + " of the memory or an administrator does")
        .contains("hang ended early");
    assertThat(record().at("/engines")).hasSize(2);
    assertThat(record().at("/engines/1/testLoss").isNumber()).isTrue();
  }

  @Test
  void folderThatIsTakenAwayDuringARunIsMadeAgain() throws Exception {
    ProcessHandle worker = worker("hang,fake");
    takeTheFolderAway();
    worker.destroyForcibly();
    assertThat(exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(console()).contains("was killed (SIGKILL)").doesNotContain("could not be started");
    assertThat(record().at("/engines/1/testLoss").isNumber()).isTrue();
  }

  @Test
  void folderThatBecomesAFileDuringARunCostsNeitherTableNorVerdict() throws Exception {
    ProcessHandle worker = worker("hang,fake");
    takeTheFolderAway();
    Files.writeString(out, "a file");
    worker.destroyForcibly();
    assertThat(exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(console())
        .contains("test accuracy", "verdict   hang ended early, so there is nothing to judge: ")
        .contains(
            "twingraph: the results cannot be written to o: there is a file of that name; the"
                + " verdict above stands; give another folder with --out\n")
        .doesNotContain("could not be started");
    assertThat(out).hasContent("a file");
  }

  private void takeTheFolderAway() throws IOException {
    try (var files = Files.list(out)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(out);
  }
}
