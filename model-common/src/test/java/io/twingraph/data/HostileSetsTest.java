// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every hostile set, read by a Java with 48 MB of memory: a data set or a refusal, nothing else.
 */
class HostileSetsTest {
  @TempDir private static Path folder;

  private static final Map<String, String> RESULTS = new LinkedHashMap<>();

  @BeforeAll
  static void readAll() throws Exception {
    Path output = folder.resolve("output.txt");
    Path sets = Files.createDirectory(folder.resolve("sets"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HostileReader.class.getName(),
                sets.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as(text).isTrue();
    assertThat(process.exitValue()).as(text).isZero();
    for (String line : text.lines().toList()) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        RESULTS.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
  }

  @Test
  void everySetIsReadOrRefusedInOrder() {
    assertThat(RESULTS.keySet()).containsAll(HostileSets.all().keySet());
    assertThat(RESULTS.values()).noneMatch(result -> result.contains("BAD MESSAGE"));
  }

  @Test
  void whatIsFineIsRead() {
    RESULTS.forEach(
        (name, result) -> {
          if (name.startsWith("ok")) {
            assertThat(result).as(name).isEqualTo("read, " + HostileSets.IMAGES + " images");
          } else if (!name.startsWith("random")) {
            assertThat(result).as(name).doesNotStartWith("read");
          }
        });
  }

  @Test
  void theReasonIsTheRightOne() {
    Map<String, List<String>> expected =
        Map.of(
            "the data ends too early",
            List.of("half-TRAIN_IMAGES", "truncated-TEST_LABELS"),
            "bytes after the end of the data",
            List.of("trailing-TRAIN_LABELS", "gzip-more-TEST_IMAGES", "sparse-20-GB"),
            "bytes after the end of the gzip data",
            List.of("gzip-junk-TRAIN_IMAGES"),
            "damaged gzip data",
            List.of("gzip-checksum-TRAIN_LABELS", "gzip-truncated-TEST_IMAGES"),
            "images and labels that disagree in number",
            List.of(
                "bomb-images",
                "gzip-size-[262144, 64, 64]",
                "bomb-labels",
                "labels-39",
                "labels-41"),
            "not enough memory for the data",
            List.of("memory-matching-bomb"),
            "an empty file",
            List.of("empty-TRAIN_IMAGES", "gzip-empty-TEST_LABELS"),
            "a file of the data set is missing",
            List.of("missing-TEST_LABELS", "loop", "zeros", "null"),
            "no data set in the folder",
            List.of("nothing", "many-names"),
            "an absurd number of rows",
            List.of("size-[40, -1, 28]", "gzip-size-[40, 4097, 1]"));
    expected.forEach(
        (reason, names) ->
            names.forEach(name -> assertThat(RESULTS.get(name)).as(name).isEqualTo(reason)));
  }
}
