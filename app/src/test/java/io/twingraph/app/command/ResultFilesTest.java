// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.app.terminal.Terminal;
import io.twingraph.data.Datasets;
import io.twingraph.report.RunRecord;
import io.twingraph.run.EngineRun;
import io.twingraph.run.Provenance;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Presets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results are seen before they are written, whatever becomes of the files. */
class ResultFilesTest {
  @TempDir Path temporary;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Terminal terminal = Terminal.of(out, out, false, 80);

  private String shown() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private ResultFiles files(RunFolder folder) {
    return new ResultFiles(terminal, new Voice(terminal, false, false), folder);
  }

  @Test
  void aFullDiskLeavesTheVerdictAndSaysWhatToGive() throws IOException {
    try (RunFolder folder = RunFolder.make(temporary.resolve("o"), "x")) {
      assertThatThrownBy(
              () ->
                  files(folder)
                      .whole(
                          "record.json",
                          "the verdict above",
                          () -> {
                            throw new IOException("No space left on device");
                          }))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "the results cannot be written to "
                  + temporary.resolve("o")
                  + ": no space left on device; the verdict above stands; give a folder with more"
                  + " room with --out");
    }
    assertThat(temporary.resolve("o")).doesNotExist();
  }

  @Test
  void aPictureThatFailsIsANote() throws IOException {
    try (RunFolder folder = RunFolder.make(temporary.resolve("o"), "x")) {
      ResultFiles files = files(folder);
      files.picture(
          "curves.png",
          "record.json",
          () -> {
            throw new FileSystemException("curves.png", null, "No space left on device");
          });
      files.picture(
          "parity.png",
          "parity.json",
          () -> {
            throw new IllegalArgumentException("no such axis");
          });
    }
    assertThat(shown())
        .contains(
            "twingraph: no curves.png: it cannot be written (no space left on device); record.json"
                + " has what it shows\n")
        .contains(
            "twingraph: no parity.png: it cannot be drawn (java.lang.IllegalArgumentException: no"
                + " such axis); parity.json has what it shows\n")
        .doesNotContain("written   ");
  }

  @Test
  void tableAndVerdictAreSeenThoughTheFolderHasBecomeAFile() throws IOException {
    Path place = temporary.resolve("o");
    Experiment experiment = Presets.matched();
    TrainingData data = TrainingData.of(Datasets.load("digits").limit(40, 10), experiment);
    RunRecord record =
        RunRecord.of(
            data,
            List.of(EngineRun.failed("torch", experiment, List.of(), List.of(), "it crashed")),
            Provenance.capture(experiment.seeds(), Map.of(), Instant.EPOCH));
    try (RunFolder folder = RunFolder.make(place, "x")) {
      assertThat(folder.forLogs()).isEqualTo(place);
      Files.delete(place.resolve(".twingraph-in-use"));
      Files.delete(place);
      assertThat(folder.forLogs()).as("made again").isEqualTo(place).isDirectory();
      Files.delete(place);
      Files.writeString(place, "a file");
      assertThat(folder.forLogs()).as("somewhere else").isDirectory().isNotEqualTo(place);
      assertThatThrownBy(() -> new SessionReport(terminal, false, false).finish(record, folder))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("the results cannot be written to " + place + ": ")
          .hasMessageEndingWith("; the verdict above stands; give another folder with --out");
    }
    assertThat(shown())
        .contains("test accuracy", "peak memory")
        .contains("verdict   torch ended early: it crashed");
    assertThat(place).hasContent("a file");
  }
}
