// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code parity} on engines in plain Java. */
class ParityCommandTest {
  @TempDir Path temporary;
  private CommandProcess twingraph;

  @BeforeEach
  void workInAnEmptyFolder() throws Exception {
    twingraph = new CommandProcess(Files.createDirectory(temporary.resolve("work")));
    twingraph.smallExperiment();
    twingraph.tinyData();
  }

  private CommandProcess.Result run(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("parity", "--data", "tiny"));
    all.addAll(List.of(arguments));
    if (!all.contains("--load")) {
      all.addAll(List.of("--experiment", "small.yaml"));
    }
    return twingraph.run(all.toArray(String[]::new));
  }

  private JsonNode json(String file) throws Exception {
    return new ObjectMapper().readTree(Files.readString(twingraph.folder().resolve(file)));
  }

  @Test
  void identicalEnginesEndInAVerdictAndFiles() throws Exception {
    CommandProcess.Result result =
        run("--engines", "fake,twin", "--steps", "3", "--reference", "off", "--out", "o");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .startsWith("data      tiny: this folder was asked for")
        .contains("mode      resync, 3 steps: after each, twin goes on from fake's state")
        .contains("batch                2 tensors identical: input, labels")
        .contains("no float64 reference", "it was turned off")
        .contains("verdict   identical: fake and twin are the same in every bit of 3 steps.")
        .contains("o/parity.json", "o/parity.png")
        .doesNotContain("\u001b", "\r");
    assertThat(twingraph.folder().resolve("o/parity.png")).isNotEmptyFile();
    JsonNode report = json("o/parity.json");
    assertThat(report.at("/verdict").asText()).isEqualTo("identical");
    assertThat(report.at("/losses").size()).isEqualTo(3);
    assertThat(report.at("/calibration").size()).isZero();
  }

  @Test
  void imagesOfAnotherSizeAreResizedAndItIsSaid() throws Exception {
    Path small = twingraph.folder().resolve("small.yaml");
    String text = Files.readString(small);
    Files.writeString(small, text.replace("{height: 28, width: 28,", "{height: 12, width: 20,"));
    CommandProcess.Result result =
        run("--engines", "fake,twin", "--steps", "1", "--reference", "off", "--out", "o");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("images    resized from 28x28 to 12x20, the model's input", "identical: ");
    assertThat(json("o/parity.json").at("/data").asText()).endsWith(", resized from 28x28x1");
  }

  @Test
  void engineThatMeansSomethingElseExitsWithOneAndIsNamed() throws Exception {
    CommandProcess.Result result = run("--engines", "fake,off", "--reference", "off", "--out", "o");
    assertThat(result.exit()).as(result.err()).isEqualTo(ExitCode.DISAGREE);
    assertThat(result.out())
        .contains("1 of 10 steps")
        .contains("first divergence at step 1: updated parameters")
        .contains("wrong:     off")
        .contains("the move is that of a learning rate of 0.01", "not 0.010000000")
        .contains("verdict   different meaning: fake and off part at step 1")
        .contains("off is wrong (row 20, learning rate).");
    assertThat(json("o/parity.json").at("/divergence/engine").asText()).isEqualTo("off");
  }

  @Test
  void enginesThatBothOverflowAreNothingToJudgeAndExitWithThree() throws Exception {
    for (String mode : List.of("resync", "free")) {
      CommandProcess.Result result =
          run(
              "--engines",
              "fake,twin",
              "--reference",
              "off",
              "--steps",
              "12",
              "--mode",
              mode,
              "--learning-rate",
              "3e38",
              "--calibrate",
              "--out",
              mode);
      assertThat(result.exit()).as(result.err()).isEqualTo(ExitCode.NOT_AVAILABLE);
      assertThat(result.out())
          .containsPattern("evidence  nothing can be judged from step \\d+, ")
          .containsPattern(
              "verdict   nothing can be judged: fake and twin are not finite from step \\d+, ")
          .doesNotContain("Noise floors", "identical: fake and twin");
      assertThat(json(mode + "/parity.json").at("/verdict").asText())
          .isEqualTo("nothing can be judged");
      assertThat(json(mode + "/parity.json").at("/notFinite/step").asInt()).isGreaterThan(1);
    }
  }

  @Test
  void recordingWhosePartsDoNotFitTogetherIsDamagedAndExitsWithThree() throws Exception {
    run("--engines", "fake", "--save", "kept", "--steps", "2");
    Path index = twingraph.folder().resolve("kept/recording.json");
    String text = Files.readString(index);
    ObjectNode tree = (ObjectNode) new ObjectMapper().readTree(text);
    ((ObjectNode) tree.get("experiment")).putObject("optimizer").put("type", "adam");
    Files.writeString(index, tree.toString());
    CommandProcess.Result other = run("--engines", "twin", "--load", "kept", "--out", "o");
    assertThat(other.exit()).as(other.err()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(other.err())
        .contains("a file of the recording is damaged", "/m.npy", "no such file in it")
        .doesNotContain("internal error");
    Files.writeString(index, text.replace("\"name\" : \"fake\"", "\"name\" : \"\\u001b[31m\""));
    CommandProcess.Result escape = run("--engines", "twin", "--load", "kept", "--out", "o");
    assertThat(escape.exit()).as(escape.err()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(escape.err())
        .contains("an engine's name that is none: '\\x1b[31m'")
        .doesNotContain("\u001b");
    assertThat(twingraph.folder().resolve("o")).doesNotExist();
  }

  @Test
  void jsonIsAllThereIsOnTheOutput() throws Exception {
    CommandProcess.Result result =
        run("--engines", "fake,twin", "--steps", "2", "--json", "--quiet", "--out", "o");
    assertThat(result.err()).isEmpty();
    assertThat(new ObjectMapper().readTree(result.out())).isEqualTo(json("o/parity.json"));
  }

  @Test
  void quietPrintsTheVerdictAlone() throws Exception {
    CommandProcess.Result result =
        run("--engines", "fake,twin", "--steps", "2", "--quiet", "--reference", "off");
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines()).hasSize(1).first().asString().startsWith("identical: ");
    try (var folders = Files.list(twingraph.folder().resolve("runs"))) {
      assertThat(folders).singleElement().asString().matches(".*\\d{8}-\\d{6}-parity-small");
    }
  }

  @Test
  void freeModeHasAnEnvelope() throws Exception {
    CommandProcess.Result result =
        run("--engines", "fake,twin", "--mode", "free", "--steps", "3", "--out", "o");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out()).contains("free, 3 steps", "never leave the noise envelope");
    assertThat(json("o/parity.json").at("/losses/2/envelope").asDouble()).isPositive();
  }

  @Test
  void calibrationIsPrintedAndKept() throws Exception {
    CommandProcess.Result result =
        run(
            "--engines",
            "fake,twin",
            "--calibrate",
            "--threads",
            "2",
            "--reference",
            "off",
            "--out",
            "o");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out()).contains("Noise floors of 3 steps");
    JsonNode floors = json("o/parity.json").at("/calibration");
    assertThat(floors.findValuesAsText("engine")).containsExactly("fake", "fake", "twin", "twin");
    assertThat(floors.findValuesAsText("against"))
        .containsExactly("itself", "1 thread", "itself", "1 thread");
    assertThat(floors.at("/3/rows/0/identical").asBoolean()).isTrue();
  }

  @Test
  void savedEngineIsComparedAsTheLiveOneIs() throws Exception {
    CommandProcess.Result saved = run("--engines", "fake", "--save", "kept", "--steps", "3");
    assertThat(saved.exit()).as(saved.err()).isZero();
    assertThat(saved.out())
        .contains("recorded  3 steps in kept", "twingraph parity --engines NAME --load kept");
    CommandProcess.Result loaded =
        run("--engines", "off", "--load", "kept", "--reference", "off", "--out", "l");
    run("--engines", "fake,off", "--reference", "off", "--steps", "3", "--out", "o");
    assertThat(loaded.exit()).as(loaded.err()).isEqualTo(ExitCode.DISAGREE);
    assertThat(loaded.out()).contains("recorded  kept: fake", "off is wrong");
    assertThat(json("l/parity.json").at("/rows")).isEqualTo(json("o/parity.json").at("/rows"));
    assertThat(json("l/parity.json").at("/divergence"))
        .isEqualTo(json("o/parity.json").at("/divergence"));
  }

  @Test
  void recordingOfOtherDataIsAFindingOfTheBatch() throws Exception {
    run("--engines", "fake", "--save", "kept", "--steps", "2");
    CommandProcess.Result result =
        run("--engines", "twin", "--load", "kept", "--train-limit", "40", "--out", "o");
    assertThat(result.exit()).isEqualTo(ExitCode.DISAGREE);
    assertThat(result.out())
        .contains(
            "the recording was made on another batch", "--train-limit of the recording ('tiny')")
        .contains("fake and twin were given different batches at step 1.");
    assertThat(json("o/parity.json").at("/divergence/stage").asText()).isEqualTo("batch");
  }

  @Test
  void moreStepsThanWereRecordedAndDamagedFilesAreRefused() throws Exception {
    run("--engines", "fake", "--save", "kept", "--steps", "2");
    CommandProcess.Result more = run("--engines", "twin", "--load", "kept", "--steps", "3");
    assertThat(more.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(more.err()).contains("more steps than were recorded", "expected: 1 to 2");
    Path step = twingraph.folder().resolve("kept/step-0002.npz");
    byte[] bytes = Files.readAllBytes(step);
    Files.write(step, Arrays.copyOf(bytes, bytes.length - 30));
    CommandProcess.Result damaged = run("--engines", "twin", "--load", "kept", "--out", "o");
    assertThat(damaged.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(damaged.err()).contains("a file of the recording is damaged", "step-0002.npz");
    assertThat(twingraph.folder().resolve("o")).doesNotExist();
  }

  @Test
  void foldersInUseAreRefused() throws Exception {
    Files.createDirectory(twingraph.folder().resolve("used"));
    Files.writeString(twingraph.folder().resolve("used/notes.txt"), "mine");
    CommandProcess.Result out = run("--engines", "fake,twin", "--out", "used");
    assertThat(out.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(out.err()).contains("--out used", "'notes.txt' in it");
    CommandProcess.Result save = run("--engines", "fake", "--save", "used");
    assertThat(save.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(save.err()).contains("the folder for the recording is in use", "'notes.txt' in it");
  }

  @Test
  void engineThatCannotBeHadIsNoResult() throws Exception {
    CommandProcess.Result result = run("--engines", "fake,absent", "--out", "o");
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.err()).contains("absent: the engine is not available", "install absent");
    assertThat(twingraph.folder().resolve("o")).doesNotExist();
  }
}
