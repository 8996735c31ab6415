// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.twingraph.spec.ExperimentFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path temporary = Files.createTempFile(folder, file.getFileName().toString(), ".tmp");
    try {
      Files.writeString(temporary, toJson(record) + "\n");
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** The record as indented JSON. */
  public static String toJson(RunRecord record) throws IOException {
    return JSON.writeValueAsString(record);
  }

  /**
   * Reads a record back.
   *
   * @throws IOException if the file cannot be read or is no record, with its path
   */
  public static RunRecord read(Path file) throws IOException {
    return JSON.readValue(Files.readString(file), RunRecord.class);
  }
}
