// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twingraph.data.DataException;
import io.twingraph.engine.EngineInfo;
import io.twingraph.error.Printable;
import io.twingraph.run.WholeFile;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.ExperimentFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One engine's side of a comparison on disk, so that runs of two machines can be compared: a folder
 * with {@code step-0001.npz} and so on, and {@code recording.json}, which is written last: without
 * it a folder is no recording.
 */
public final class Recording {
  /** The file that makes a folder a recording. */
  public static final String INDEX = "recording.json";

  /** Room for the hashes of more than 100,000 steps. */
  private static final int LONGEST = 16 << 20;

  private static final ObjectMapper JSON = ExperimentFile.json();

  private final Path folder;
  private final RecordingIndex index;

  private Recording(Path folder, RecordingIndex index) {
    this.folder = folder;
    this.index = index;
  }

  /**
   * Opens a recording. The files of its steps are read one by one, when they are needed.
   *
   * @throws DataException if the folder is no recording
   */
  public static Recording read(Path folder) {
    Path file = folder.resolve(INDEX);
    if (!Files.exists(file)) {
      throw notOne(folder, Files.isDirectory(folder) ? "no such file in it" : "no folder", null);
    }
    if (!Files.isRegularFile(file)) {
      String got = Files.isDirectory(file) ? "a folder" : "a device or a pipe";
      throw notOne(folder, got + " of that name", null);
    }
    try {
      RecordingIndex index = JSON.readValue(text(file), RecordingIndex.class);
      String wrong = index == null ? "null" : RecordingIndexRules.wrong(index);
      if (!wrong.isEmpty()) {
        throw notOne(folder, wrong, null);
      }
      return new Recording(folder, index);
    } catch (JsonProcessingException e) {
      throw notOne(folder, RecordingIndexRules.unreadable(e), e);
    } catch (IOException | IllegalArgumentException e) {
      throw notOne(folder, firstLine(e.getMessage(), e.toString()), e);
    }
  }

  /** A file's text, of which no more is read than a list may be long. */
  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new IOException("more than " + (LONGEST >> 20) + " MiB");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static String firstLine(String message, String otherwise) {
    return message == null ? otherwise : message.lines().findFirst().orElse(otherwise);
  }

  private static DataException notOne(Path folder, String got, Exception cause) {
    return DataException.of(
        "the folder is no recording",
        folder.toString(),
        "a folder with a whole " + INDEX + " ('" + RecordingIndex.FORMAT + "')",
        Printable.quote(got),
        "give the folder that was written by --save; a recording that was stopped has none and"
            + " must be made again",
        cause);
  }

  /** Makes a recording of steps that are already in the folder. */
  static Recording finish(Path folder, RecordingIndex index) throws IOException {
    Recording recording = new Recording(folder, index);
    WholeFile.write(folder.resolve(INDEX), recording.toJson() + "\n");
    return recording;
  }

  /** {@code recording.json}'s text. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(index);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write the recording's list as JSON", e);
    }
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /** What the engine trained. */
  public Experiment experiment() {
    return index.experiment();
  }

  /** Who was recorded. */
  public EngineInfo engine() {
    return index.engine();
  }

  /** How many steps. */
  public int steps() {
    return index.steps();
  }

  /** Name of the data that it was made on. */
  public String data() {
    return index.data();
  }

  /** SHA-256 of the data, or empty. */
  String dataSha256() {
    return index.dataSha256();
  }

  /** SHA-256 of the batch of a step, 1 being the first. */
  String batchSha256(int step) {
    return index.batches().get(step - 1);
  }

  /**
   * A step.
   *
   * @param previous the one before; {@code null} for the first
   * @throws DataException if its file is missing or damaged
   */
  Observation observation(int step, Observation previous) {
    Path file = folder.resolve(StepFile.name(step));
    return StepReader.read(file, experiment(), batchSha256(step), previous);
  }
}
