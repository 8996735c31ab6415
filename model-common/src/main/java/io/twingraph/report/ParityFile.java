// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twingraph.parity.NoiseFloor;
import io.twingraph.parity.ParityReport;
import io.twingraph.run.WholeFile;
import io.twingraph.spec.ExperimentFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Lock-step comparisons as JSON files: a {@link ParityReport} with a section more. */
public final class ParityFile {
  private static final ObjectMapper JSON = ExperimentFile.json();
  private static final String CALIBRATION = "calibration";

  private ParityFile() {}

  /**
   * What a file holds.
   *
   * @param calibration the engines' noise floors; empty where they were not measured
   */
  public record Content(ParityReport report, List<NoiseFloor> calibration) {
    public Content {
      calibration = List.copyOf(calibration);
    }
  }

  /**
   * Writes a comparison, whole or not at all. Folders that are missing are made.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Content content, Path file) throws IOException {
    WholeFile.write(file, toJson(content) + "\n");
  }

  /** A comparison as indented JSON. */
  public static String toJson(Content content) {
    ObjectNode tree = JSON.valueToTree(content.report());
    tree.set(CALIBRATION, JSON.valueToTree(content.calibration()));
    try {
      return JSON.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write the comparison as JSON", e);
    }
  }

  /**
   * Reads a comparison back.
   *
   * @throws IOException if the file cannot be read, or is no comparison; the message has its path
   */
  public static Content read(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      JsonNode tree = JSON.readTree(text);
      if (!(tree instanceof ObjectNode object)) {
        throw new IOException(file + " is no lock-step comparison; give a parity.json");
      }
      JsonNode calibration = object.remove(CALIBRATION);
      return new Content(
          JSON.treeToValue(object, ParityReport.class),
          calibration == null
              ? List.of()
              : JSON.convertValue(calibration, new TypeReference<List<NoiseFloor>>() {}));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException(
          file
              + " is no lock-step comparison: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given")
              + "; give a parity.json that this version of Twingraph wrote",
          e);
    }
  }
}
