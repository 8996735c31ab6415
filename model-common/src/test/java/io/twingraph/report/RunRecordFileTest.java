// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twingraph.run.EngineRun;
import io.twingraph.run.RunFixtures;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.ExperimentFile;
import io.twingraph.spec.Presets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordFileTest {
  @TempDir private Path folder;

  private static List<String> keys(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  @Test
  void theRecordHasThePromisedKeys() throws IOException {
    JsonNode json = new ObjectMapper().readTree(RunRecordFile.toJson(SampleRecords.matched(2, 12)));
    assertThat(keys(json))
        .containsExactly("experiment", "data", "engines", "comparison", "provenance");
    assertThat(keys(json.get("data")))
        .contains("name", "source", "trainCount", "validationCount", "testCount", "sha256");
    JsonNode engine = json.get("engines").get(0);
    assertThat(keys(engine))
        .contains("name", "version", "device", "threads", "parameters", "steps", "epochs")
        .contains("testLoss", "testAccuracy", "peakRssBytes")
        .doesNotContain("complete", "trainSeconds", "lastEpoch");
    assertThat(keys(engine.get("steps").get(0))).containsExactly("step", "loss");
    assertThat(keys(engine.get("epochs").get(0)))
        .containsExactly(
            "epoch",
            "trainLoss",
            "trainAccuracy",
            "validationLoss",
            "validationAccuracy",
            "seconds",
            "imagesPerSecond");
    assertThat(keys(json.get("comparison")))
        .contains(
            "verdict",
            "firstStepsMaxLossDifference",
            "maxLossDifference",
            "predictionAgreement",
            "testAccuracyDifference");
    assertThat(json.get("comparison").get("verdict").asText()).isEqualTo("agree");
    assertThat(keys(json.get("provenance")))
        .containsExactly(
            "twingraph",
            "java",
            "os",
            "cpu",
            "cores",
            "jvmFlags",
            "nativeVersions",
            "environment",
            "seeds",
            "startedAt");
    assertThat(json.get("experiment").get("batchSize").asInt()).isEqualTo(32);
  }

  @Test
  void everyEngineOfTheArticleHasItsOwnExperiment() throws IOException {
    JsonNode json = new ObjectMapper().readTree(RunRecordFile.toJson(SampleRecords.article()));
    assertThat(json.at("/engines/0/experiment/batchSize").asInt()).isEqualTo(32);
    assertThat(json.at("/engines/1/experiment/batchSize").asInt()).isEqualTo(512);
    assertThat(json.at("/comparison/verdict").asText()).isEqualTo("different_experiments");
    assertThat(json.at("/comparison/maxLossDifference").isNull()).isTrue();
  }

  @Test
  void whatIsWrittenIsReadBackBitForBit() throws IOException {
    Path file = folder.resolve("new/folder/record.json");
    for (RunRecord record : List.of(SampleRecords.matched(2, 12), SampleRecords.article())) {
      RunRecordFile.write(record, file);
      assertThat(RunRecordFile.read(file)).isEqualTo(record);
    }
    try (Stream<Path> left = Files.list(file.getParent())) {
      assertThat(left).as("no temporary files").containsExactly(file);
    }
  }

  @Test
  void aRunCrossesAProcessBoundaryAsJson() throws IOException {
    ObjectMapper json = ExperimentFile.json();
    EngineRun run = SampleRecords.run("torch", Presets.matched(), 4, 1);
    assertThat(json.readValue(json.writeValueAsString(run), EngineRun.class)).isEqualTo(run);
    EngineRun failed =
        EngineRun.failed("torch", Presets.matched(), List.of(), List.of(), "signal 11");
    assertThat(json.readValue(json.writeValueAsString(failed), EngineRun.class)).isEqualTo(failed);
  }

  @Test
  void whatIsMissingIsNullInTheFileAndEmptyInJava() throws IOException {
    EngineRun failed =
        EngineRun.failed("torch", Presets.matched(), List.of(), List.of(), "signal 11");
    JsonNode json = ExperimentFile.json().valueToTree(failed);
    for (String name : List.of("testLoss", "testAccuracy", "peakRssBytes")) {
      assertThat(json.get(name).isNull()).as(name).isTrue();
    }
    JsonNode whole =
        ExperimentFile.json().valueToTree(SampleRecords.run("torch", Presets.matched(), 4, 0));
    assertThat(whole.get("testLoss").doubleValue()).isEqualTo(0.1021);
    assertThat(whole.get("peakRssBytes").longValue()).isEqualTo(1_234_567_168L);
    assertThat(whole.at("/epochs/0/validationLoss").isDouble()).isTrue();
  }

  @Test
  void aRecordFromBeforeImageSizesIsRead() throws IOException {
    RunRecord record = SampleRecords.matched(1, 4);
    Path file = folder.resolve("old.json");
    String old = RunRecordFile.toJson(record).replaceFirst("\\s*\"imageSize\" : \"28x28x1\",", "");
    assertThat(old).doesNotContain("imageSize");
    RunRecord read = RunRecordFile.read(Files.writeString(file, old));
    assertThat(read.data().imageSize()).isNull();
    assertThat(read.engines()).isEqualTo(record.engines());
  }

  @Test
  void aRecordOfOneEngineHasNoComparison() {
    Experiment experiment = RunFixtures.experiment();
    TrainingData data = TrainingData.of(RunFixtures.dataset(8, 4), experiment);
    EngineRun run = SampleRecords.run("torch", experiment, 2, 0);
    RunRecord record = RunRecord.of(data, List.of(run), SampleRecords.matched(1, 1).provenance());
    assertThat(record.comparison()).isNull();
    assertThat(record.data())
        .isEqualTo(
            new RunRecord.Data(
                "bands", "embedded", "made for tests", "6x6x1", 6, 2, 4, data.sha256()));
    assertThat(RunRecord.of(data, List.of(run, run), record.provenance()).comparison()).isNotNull();
  }

  @Test
  void aFailedWriteLeavesTheOldRecordAndNoTemporaryFile() throws IOException {
    Path occupied = folder.resolve("record.json");
    Files.createDirectories(occupied.resolve("in the way"));
    assertThatThrownBy(() -> RunRecordFile.write(SampleRecords.matched(1, 2), occupied))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("record.json");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(occupied);
    }
  }

  @Test
  void aFileThatIsNoRecordIsRefusedWithItsPath() throws IOException {
    Path file = folder.resolve("record.json");
    Files.writeString(file, "{\n \"experimental\": 1}");
    assertThatThrownBy(() -> RunRecordFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " is no run record (line 2): ")
        .hasMessageContaining("'engines' is missing")
        .hasMessageEndingWith("; give a record.json that this version of Twingraph wrote");
    Files.writeString(file, "{\"engines\": [],\n \"experimental\": 1}");
    assertThatThrownBy(() -> RunRecordFile.read(file))
        .hasMessageContaining("is no run record (line 2): Unrecognized field \"experimental\"");
    Files.writeString(file, "null");
    assertThatThrownBy(() -> RunRecordFile.read(file))
        .hasMessage(file + " is no run record: it holds null; give a record.json");
  }
}
