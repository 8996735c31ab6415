// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twingraph.run.WholeFile;
import java.io.IOException;
import java.nio.file.Path;

/** A benchmark as JSON: everything that was measured, and in {@code figures} what it means. */
public final class BenchFile {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

  private BenchFile() {}

  /**
   * Writes the file, whole or not at all, in the place of an earlier one.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(BenchResult result, Path file) throws IOException {
    WholeFile.write(file, toJson(result) + "\n");
  }

  /** Indented JSON. */
  static String toJson(BenchResult result) {
    Figures figures = new Figures(result);
    ObjectNode tree = JSON.valueToTree(result);
    ObjectNode derived = tree.putObject("figures");
    ArrayNode workloads = derived.putArray("workloads");
    for (Workload workload : result.workloads()) {
      ObjectNode one = workloads.addObject().put("id", workload.id());
      one.set("gemmGigaflopsPerSecondByRound", JSON.valueToTree(figures.gemmByRound(workload)));
      one.set("rows", JSON.valueToTree(figures.rows(workload)));
      one.set(
          "tensorflowOverTorch",
          JSON.valueToTree(
              figures
                  .timeRatio(workload.id(), "twingraph-tensorflow", "twingraph-torch")
                  .orElse(null)));
    }
    derived.set("startAndMemory", JSON.valueToTree(figures.starts()));
    derived.set("ceiling", JSON.valueToTree(figures.ceiling()));
    try {
      return JSON.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write the benchmark as JSON", e);
    }
  }
}
