// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twingraph.report.Pictures;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON, Markdown, terminal and picture of one result. */
class OutputsTest {
  private static final String WRONG = "computes something else: loss of step 1 is 9.0000";

  @TempDir Path folder;
  private final SampleResults results = new SampleResults();

  @BeforeEach
  void measureNothing() {
    results
        .time("twingraph-torch", 20, 21, 22)
        .time("twingraph-tensorflow", 20, 20, 20)
        .time("python-torch-eager", 30, 31.5, 33)
        .time("python-tf-function", 21, 22, 20)
        .time("cpp-libtorch", 20, 20.9, 22)
        .ceiling("ceiling-mkl", 200, 201, 202)
        .ceiling("ceiling-openblas", 400, 300)
        .start("twingraph-torch", 1.5, 400 << 20)
        .start("python-torch-eager", 3, 300 << 20)
        .outage("djl-torch", null, "there is no | network")
        .in("train-128")
        .time("twingraph-torch", 80, 80, 80)
        .time("python-torch-eager", 100, 100, 100)
        .ceiling("ceiling-mkl", 200, 200, 200)
        .outage("python-torch-eager", "train-128", WRONG);
  }

  @Test
  void jsonHasEverySampleAndEveryFigure() throws Exception {
    Path file = folder.resolve("bench.json");
    BenchFile.write(results.result(), file);
    JsonNode tree = new ObjectMapper().readTree(Files.readString(file));
    assertThat(tree.path("samples")).hasSize(29);
    assertThat(tree.at("/figures/workloads/0/gemmGigaflopsPerSecondByRound/mkl/2").asDouble())
        .isEqualTo(201);
    assertThat(tree.at("/figures/workloads/0/gemmGigaflopsPerSecondByRound/openblas/1").asDouble())
        .isEqualTo(400);
    assertThat(tree.at("/samples/0/millis/0").asDouble()).isEqualTo(20);
    assertThat(tree.at("/machine/memoryBytes").asLong()).isEqualTo(8L << 30);
    assertThat(tree.at("/loads/0/loadAverage").asDouble()).isEqualTo(0.25);
    assertThat(tree.at("/outages/0/reason").asText()).isEqualTo("there is no | network");
    assertThat(tree.at("/contestants/4/start").isMissingNode()).isTrue();
    JsonNode eager = tree.at("/figures/workloads/0/rows/2");
    assertThat(eager.path("contestant").asText()).isEqualTo("python-torch-eager");
    assertThat(eager.at("/ratio/median").asDouble()).isEqualTo(1.5);
    assertThat(tree.at("/figures/ceiling/gigaflopsPerSecond/mkl/median").asDouble()).isEqualTo(200);
    assertThat(tree.at("/complete").asBoolean()).isTrue();
  }

  @Test
  void timesByTheGpusClockAndWhatContestantsSayOfThemselvesStandBelowTheTable() throws Exception {
    results
        .in("train-32")
        .says("twingraph-torch", 18.5, "CUDA graphs off: no room for them")
        .says("python-torch-eager", 21.25, null);
    Path file = folder.resolve("bench.md");
    new BenchText(results.result()).write(file);
    assertThat(Files.readString(file))
        .contains(
            "- By the GPU's own clock, ms a step: Twingraph torch 18.50, Python PyTorch, eager"
                + " 21.25\n",
            "- Twingraph torch: CUDA graphs off: no room for them\n")
        .containsOnlyOnce("no room");
    JsonNode tree = new ObjectMapper().readTree(BenchFile.toJson(results.result()));
    assertThat(tree.at("/figures/workloads/0/rows/0/gpuMillis/median").asDouble()).isEqualTo(18.5);
  }

  @Test
  void markdownHasATableForEachWorkloadAndNamesWhoCouldNotRun() throws Exception {
    Path file = folder.resolve("bench.md");
    new BenchText(results.result()).write(file);
    assertThat(Files.readString(file))
        .contains(
            "    ./twingraph bench --quick",
            "- machine: a processor, 2 cores, L1 data 32K, 8.0 GiB",
            "## train-32: train step, batch 32",
            "| contestant | median ms | min | max | ratio | range | of GEMM | of MKL | of copy |",
            "| Python PyTorch, eager | 31.50 | 30.00 | 33.00 | 1.50 | 1.50 to 1.50 |",
            "- DJL, PyTorch engine: there is no \\| network",
            "- Python PyTorch, eager: " + WRONG,
            "- Matrix product of mkl, GFLOP/s by round: 200.0, 201.0, 202.0",
            "- Matrix product of openblas, GFLOP/s by round: 400.0, 300.0",
            "## Start and memory",
            "| Python PyTorch, eager | 3.00 | 2.00 | 300 | 0.75 |",
            "## Could not run",
            "- Python tf.function: fake 1.0; threads: 2")
        .doesNotContain("Not all rounds");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 100, 120})
  void terminalFitsIntoItsColumns(int width) {
    results
        .says("twingraph-torch", 18.5, "a long word on what it could not do ".repeat(5) + "here")
        .outage("tensorflow-java", null, "is not here, ".repeat(20) + "as said");
    List<String> lines = new BenchText(results.result()).terminal(width);
    assertThat(lines).allMatch(line -> line.length() <= width);
    assertThat(lines)
        .anyMatch(line -> line.startsWith("Python PyTorch, eager ") && line.contains("1.50"))
        .anyMatch(line -> line.startsWith("DJL, PyTorch engine: there is no"))
        .anyMatch(line -> line.contains("mkl: 200.0 GFLOP/s"))
        .anyMatch(line -> line.endsWith("as said"));
    assertThat(String.join(" ", lines).replaceAll(" +", " ")).contains("what it could not do here");
  }

  @Test
  void environmentThatChangesContestantsIsNamed() throws Exception {
    assertThat(new BenchText(results.result()).facts())
        .containsEntry("variables", "the environment sets none that changes what contestants do");
    results.environment(
        Map.of(
            "OPENBLAS_L2_SIZE", "512", "OPENBLAS_CORETYPE", "Haswell", "TWINGRAPH_DATA", "data"));
    String text =
        "the environment sets OPENBLAS_CORETYPE=Haswell (OpenBLAS then uses these kernels),"
            + " OPENBLAS_L2_SIZE=512."
            + " Contestants get them too; the ceiling is measured without OPENBLAS_*";
    assertThat(new BenchText(results.result()).facts()).containsEntry("variables", text);
    assertThat(new BenchText(results.result()).markdown()).contains("- variables: " + text);
    JsonNode tree = new ObjectMapper().readTree(BenchFile.toJson(results.result()));
    assertThat(tree.at("/provenance/environment/OPENBLAS_CORETYPE").asText()).isEqualTo("Haswell");
  }

  @Test
  void pictureHasAPanelForEachWorkload() throws Exception {
    Path file = folder.resolve("bench.png");
    BenchChart.write(results.result(), file);
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(1720);
    // Two rows of panels: two workloads; start and memory.
    assertThat(image.getHeight()).isGreaterThan(500);
    int torch = Pictures.colour(0).getRGB();
    boolean found = false;
    for (int y = 130; y < image.getHeight() && !found; y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        found |= image.getRGB(x, y) == torch;
      }
    }
    assertThat(found).as("a bar of Twingraph torch").isTrue();
  }
}
