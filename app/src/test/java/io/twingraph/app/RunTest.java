// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twingraph.nativelib.NativeParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code compare} and {@code train} on engines in plain Java. */
class RunTest {
  @TempDir Path temporary;
  private CommandProcess twingraph;

  @BeforeEach
  void workInAnEmptyFolder() throws Exception {
    twingraph = new CommandProcess(Files.createDirectory(temporary.resolve("work")));
    twingraph.smallExperiment();
    twingraph.tinyData();
  }

  private CommandProcess.Result run(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--experiment", "small.yaml", "--data", "tiny"));
    all.addAll(List.of("--train-limit", "40", "--test-limit", "50"));
    return twingraph.run(all.toArray(String[]::new));
  }

  private JsonNode record(String folder) throws Exception {
    Path file = twingraph.folder().resolve(folder).resolve("record.json");
    return new ObjectMapper().readTree(Files.readString(file));
  }

  @ParameterizedTest(name = "--workers {0}")
  @ValueSource(strings = {"process", "none"})
  void enginesThatAgreeEndInAVerdictAndFiles(String workers) throws Exception {
    CommandProcess.Result result =
        run("compare", "--engines", "fake,twin", "--workers", workers, "--out", "o");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out().lines().findFirst().orElse(""))
        .startsWith("data")
        .contains("tiny: this folder was asked for");
    assertThat(result.out())
        .contains(
            "30 to train on, 10 to validate on, 50 to test on, of 80 and 50", "--train-limit all")
        .contains("fake and twin agree")
        .contains("o/record.json", "o/curves.png")
        .doesNotContain("\u001b", "\r");
    assertThat(twingraph.folder().resolve("o/curves.png")).isNotEmptyFile();
    JsonNode record = record("o");
    assertThat(record.at("/comparison/verdict").asText()).isEqualTo("agree");
    assertThat(record.at("/data/trainCount").asInt()).isEqualTo(30);
    assertThat(record.at("/engines/1/name").asText()).isEqualTo("twin");
    assertThat(record.at("/engines/0/epochs").size()).isEqualTo(2);
    assertThat(record.at("/engines/0/steps").size()).isEqualTo(4);
    assertThat(record.at("/provenance/twingraph").asText()).startsWith("0.");
  }

  @ParameterizedTest(name = "--workers {0}")
  @ValueSource(strings = {"process", "none"})
  void theReferenceEngineIsComparedLikeAnyOther(String workers) throws Exception {
    assumeTrue(NativeParts.available(), "skipped: no C++ compiler built the reference engine");
    CommandProcess.Result result =
        run("compare", "--engines", "fake,reference", "--workers", workers, "--out", "o");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out()).contains("fake and reference agree");
    JsonNode engine = record("o").at("/engines/1");
    assertThat(engine.at("/name").asText()).isEqualTo("reference");
    assertThat(engine.at("/details/precision").asText()).isEqualTo("float64");
  }

  @ParameterizedTest(name = "--workers {0}")
  @ValueSource(strings = {"process", "none"})
  void imagesOfAnotherSizeAreResizedAndItIsSaid(String workers) throws Exception {
    Path small = twingraph.folder().resolve("small.yaml");
    for (String split : new String[] {"0.25", "0"}) {
      Files.writeString(
          small,
          Files.readString(small)
              .replace("{height: 28, width: 28,", "{height: 12, width: 20,")
              .replaceAll("validationSplit: .*", "validationSplit: " + split));
      String out = "split-" + split;
      CommandProcess.Result result =
          run("compare", "--engines", "fake,twin", "--workers", workers, "--out", out);
      assertThat(result.exit()).as(result.err()).isZero();
      assertThat(result.out())
          .contains("fake and twin agree", "resized from 28x28 to 12x20, the model's input");
      assertThat(record(out).at("/data/imageSize").asText()).isEqualTo("28x28x1");
    }
  }

  @Test
  void imagesOfTheModelsSizeAreNotSaidToBeResized() throws Exception {
    CommandProcess.Result result = run("train", "--engine", "fake", "--out", "o");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out()).doesNotContain("resized");
    assertThat(record("o").at("/data/imageSize").asText()).isEqualTo("28x28x1");
  }

  @Test
  void workersHaveTheEnvironmentThatTheirEngineAsksFor() throws Exception {
    run("compare", "--engines", "fake,twin", "--out", "o");
    JsonNode engines = record("o").at("/engines");
    assertThat(engines.get(0).at("/details/TWINGRAPH_TEST_TWIN").isMissingNode()).isTrue();
    assertThat(engines.get(1).at("/details/TWINGRAPH_TEST_TWIN").asText()).isEqualTo("1");
  }

  @Test
  void enginesThatDisagreeExitWithOne() throws Exception {
    CommandProcess.Result result = run("compare", "--engines", "fake,off", "--out", "o");
    assertThat(result.exit()).isEqualTo(ExitCode.DISAGREE);
    assertThat(result.out()).contains("fake and off disagree: the losses of step 2");
    assertThat(record("o").at("/comparison/verdict").asText()).isEqualTo("disagree");
  }

  @Test
  void jsonIsAllThereIsOnTheOutput() throws Exception {
    CommandProcess.Result result = run("compare", "--engines", "fake,twin", "--json", "--out", "o");
    assertThat(new ObjectMapper().readTree(result.out())).isEqualTo(record("o"));
    assertThat(result.err()).contains("tiny", "verdict");
    CommandProcess.Result quiet =
        run("compare", "--engines", "fake,twin", "--json", "--quiet", "--out", "p");
    assertThat(quiet.err()).isEmpty();
    assertThat(new ObjectMapper().readTree(quiet.out()).has("comparison")).isTrue();
  }

  @Test
  void quietPrintsTheVerdictAlone() throws Exception {
    CommandProcess.Result result = run("compare", "--engines", "fake,twin", "--quiet");
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines()).hasSize(1).first().asString().contains("fake and twin agree");
  }

  @Test
  void resultsGoToANewFolderUnderRuns() throws Exception {
    run("train", "--engine", "fake", "--quiet");
    run("train", "--engine", "fake", "--quiet");
    try (var folders = Files.list(twingraph.folder().resolve("runs"))) {
      List<Path> made = folders.toList();
      assertThat(made).hasSize(2);
      assertThat(made)
          .allSatisfy(
              folder -> {
                assertThat(folder.getFileName().toString()).matches("\\d{8}-\\d{6}-small(-2)?");
                assertThat(folder.resolve("record.json")).isNotEmptyFile();
              });
    }
  }

  @Test
  void folderWithSomethingInItIsRefusedAndLeftAlone() throws Exception {
    Path folder = Files.createDirectory(twingraph.folder().resolve("o"));
    Path kept = Files.writeString(folder.resolve("notes.txt"), "mine");
    CommandProcess.Result result = run("train", "--engine", "fake", "--out", "o");
    assertThat(result.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("--out o", "'notes.txt' in it", "give another folder");
    assertThat(folder).isDirectoryContaining(path -> path.equals(kept));
    Files.delete(kept);
    assertThat(run("train", "--engine", "fake", "--out", "o").exit()).isZero();
  }

  @Test
  void overridesApplyToTheExperiment() throws Exception {
    CommandProcess.Result result =
        run(
            "train",
            "--engine",
            "fake",
            "--epochs",
            "1",
            "--batch-size",
            "20",
            "--seed",
            "9",
            "--learning-rate",
            "0.5",
            "--out",
            "o");
    assertThat(result.out()).contains("learning rate 0.5, batches of 20, 1 epoch");
    JsonNode record = record("o");
    assertThat(record.at("/engines/0/steps").size()).isEqualTo(2);
    assertThat(record.at("/experiment/seeds/shuffle").asInt()).isEqualTo(9);
    assertThat(record.at("/comparison").isNull()).isTrue();
  }

  @Test
  void lossThatStopsBeingFiniteIsNoResult() throws Exception {
    CommandProcess.Result result =
        run("train", "--engine", "fake", "--learning-rate", "1e38", "--out", "o");
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.err()).contains("lower the learning rate");
  }

  @Test
  void withoutDataAtHandTheMadeUpDigitsAreUsedAndTheFirstLineSaysSo() throws Exception {
    CommandProcess.Result result =
        twingraph.run(
            "train", "--engine", "fake", "--experiment", "small.yaml", "--train-limit", "40");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out()).startsWith("data      digits: no MNIST at hand");
  }
}
