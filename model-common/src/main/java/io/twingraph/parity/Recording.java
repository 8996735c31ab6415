// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twingraph.data.DataException;
import io.twingraph.engine.EngineInfo;
import io.twingraph.run.WholeFile;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.ExperimentFile;
import java.io.IOException;
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
    try {
      RecordingIndex index = JSON.readValue(Files.readString(file), RecordingIndex.class);
      String wrong = wrong(index);
      if (!wrong.isEmpty()) {
        throw notOne(folder, wrong, null);
      }
      return new Recording(folder, index);
    } catch (JsonProcessingException e) {
      throw notOne(folder, e.getOriginalMessage().lines().findFirst().orElse("no JSON"), e);
    } catch (IOException | IllegalArgumentException e) {
      throw notOne(folder, e.getMessage().lines().findFirst().orElse(""), e);
    }
  }

  private static String wrong(RecordingIndex index) {
    if (index == null || !RecordingIndex.FORMAT.equals(index.format())) {
      return index == null ? "null" : "format '" + index.format() + "'";
    }
    boolean whole =
        index.experiment() != null
            && index.engine() != null
            && index.steps() >= 1
            && index.batches().size() == index.steps();
    return whole ? "" : "an incomplete list of what was recorded";
  }

  private static DataException notOne(Path folder, String got, Exception cause) {
    return DataException.of(
        "the folder is no recording",
        folder.toString(),
        "a folder with a whole " + INDEX + " ('" + RecordingIndex.FORMAT + "')",
        got,
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
    return StepFile.read(folder.resolve(StepFile.name(step)))
        .observation(batchSha256(step), previous);
  }
}
