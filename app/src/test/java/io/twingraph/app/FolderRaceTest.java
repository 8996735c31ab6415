// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two runs that want one folder, and runs that are stopped: real processes. */
class FolderRaceTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir Path temporary;
  private CommandProcess twingraph;

  @BeforeEach
  void workInAnEmptyFolder() throws Exception {
    twingraph = new CommandProcess(Files.createDirectory(temporary.resolve("work")));
    twingraph.smallExperiment();
    twingraph.tinyData();
  }

  private ProcessBuilder builder(String command, Path console) {
    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    words.addAll(List.of("--experiment", "small.yaml", "--data", "tiny"));
    ProcessBuilder builder = twingraph.builder(words.toArray(String[]::new));
    return builder.redirectErrorStream(true).redirectOutput(console.toFile());
  }

  private static void await(BooleanSupplier condition) throws Exception {
    Instant limit = Instant.now().plus(LONG);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(limit);
      Thread.sleep(20);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "parity --engines fake --steps 6 --save o",
        "parity --engines fake,twin --steps 6 --reference off --out o",
        "train --engine fake --workers none --out o",
        "train --engine fake --out o"
      })
  void ofTwoAtOnceOneHasTheFolderAndTheOtherIsRefused(String command) throws Exception {
    Path[] consoles = {temporary.resolve("one.txt"), temporary.resolve("two.txt")};
    Process one = builder(command, consoles[0]).start();
    Process two = builder(command + " --seed 9", consoles[1]).start();
    int[] exits = {one.waitFor(), two.waitFor()};
    String both = Files.readString(consoles[0]) + Files.readString(consoles[1]);
    assertThat(exits).as(both).containsExactlyInAnyOrder(0, 2);
    assertThat(both).contains(" is in use", "give another folder, or move the old");
    Path folder = twingraph.folder().resolve("o");
    assertThat(folder.resolve(".twingraph-in-use")).doesNotExist();
    if (command.contains("--save")) {
      CommandProcess.Result loaded =
          twingraph.run(
              "parity --engines fake --reference off --data tiny --out l --load o".split(" ", -1));
      assertThat(loaded.exit()).as(loaded.err()).isZero();
      assertThat(loaded.out()).contains("identical");
    }
  }

  @Test
  void aStoppedRecordingLeavesNothing() throws Exception {
    Path folder = twingraph.folder().resolve("o");
    Path console = temporary.resolve("one.txt");
    Process recorder = builder("parity --engines hang --steps 6 --save o", console).start();
    await(() -> Files.exists(folder.resolve("step-0002.npz")) || !recorder.isAlive());
    CommandProcess.Result other =
        twingraph.run(
            "parity",
            "--engines",
            "fake",
            "--data",
            "tiny",
            "--save",
            "o",
            "--steps",
            "2",
            "--experiment",
            "small.yaml");
    assertThat(other.exit()).as(other.err()).isEqualTo(ExitCode.USAGE);
    assertThat(other.err())
        .contains("another run that writes there (process " + recorder.pid() + ")");
    recorder.destroy();
    assertThat(recorder.waitFor()).isEqualTo(143);
    assertThat(folder).doesNotExist();
  }

  @Test
  void aStoppedDoctorLeavesNothing() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("tmp"));
    ProcessBuilder builder = twingraph.builder("doctor", "--engines", "fake");
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
    Process doctor =
        builder
            .redirectErrorStream(true)
            .redirectOutput(temporary.resolve("d.txt").toFile())
            .start();
    await(() -> doctors(folder).length > 0 || !doctor.isAlive());
    doctor.destroy();
    assertThat(doctor.waitFor()).isEqualTo(143);
    assertThat(doctors(folder)).isEmpty();
    builder = twingraph.builder("doctor", "--threads", "-1");
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
    Process refused =
        builder
            .redirectErrorStream(true)
            .redirectOutput(temporary.resolve("e.txt").toFile())
            .start();
    assertThat(refused.waitFor()).isEqualTo(ExitCode.USAGE);
    assertThat(doctors(folder)).isEmpty();
  }

  private static String[] doctors(Path folder) {
    return folder.toFile().list((parent, name) -> name.startsWith("twingraph-doctor"));
  }
}
