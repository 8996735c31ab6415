// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twingraph.run.WholeFile;
import io.twingraph.spec.ExperimentFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Records as JSON files. */
public final class RunRecordFile {
  private static final ObjectMapper JSON = ExperimentFile.json();

  private RunRecordFile() {}

  /**
   * Writes a record: to a temporary file beside it first, which then takes the name, so that the
   * file is whole or not there. Folders that are missing are made.
   *
   * @throws IOException if it cannot be written; no temporary file is left
   */
  public static void write(RunRecord record, Path file) throws IOException {
    WholeFile.write(file, toJson(record) + "\n");
  }

  /** The record as indented JSON. */
  public static String toJson(RunRecord record) {
    try {
      return JSON.writeValueAsString(record);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write the record as JSON", e);
    }
  }

  /**
   * Reads a record back.
   *
   * @throws IOException if the file cannot be read, or is no record; the message has its path
   */
  public static RunRecord read(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      RunRecord record = JSON.readValue(text, RunRecord.class);
      if (record == null) {
        throw new IOException(file + " is no run record: it holds null; give a record.json");
      }
      return record;
    } catch (JsonProcessingException e) {
      throw new IOException(
          file
              + " is no run record (line "
              + (e.getLocation() == null ? 0 : e.getLocation().getLineNr())
              + "): "
              + e.getOriginalMessage().lines().findFirst().orElse("no reason given")
              + "; give a record.json that this version of Twingraph wrote",
          e);
    }
  }
}
