// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code data}, and which data the other commands take. */
class DataCommandTest {
  @TempDir Path temporary;
  private CommandProcess twingraph;

  @BeforeEach
  void workInAnEmptyFolder() throws Exception {
    twingraph = new CommandProcess(Files.createDirectory(temporary.resolve("work")));
    twingraph.tinyData();
  }

  private CommandProcess.Result show(String... more) throws Exception {
    List<String> all = Stream.concat(Stream.of("data", "show"), Stream.of(more)).toList();
    return twingraph.run(all.toArray(String[]::new));
  }

  /** What a command says that ends with {@code exit}, with other variables set. */
  private String said(Map<String, String> environment, int exit, String... arguments)
      throws Exception {
    ProcessBuilder builder = twingraph.builder(arguments).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isEqualTo(exit);
    return text;
  }

  @Test
  void aPictureOfAnOwnFolderIsWritten() throws Exception {
    CommandProcess.Result result = show("tiny", "--rows", "2");
    assertThat(result.out())
        .contains("tiny: 80 training and 50 test images of 28x28, 10 classes, from tiny");
    assertThat(twingraph.folder().resolve("tiny.png")).isNotEmptyFile();
  }

  @Test
  void oneClassIsCalledOne() throws Exception {
    for (int count : new int[] {80, 50}) {
      byte[] zeros = new byte[8 + count];
      System.arraycopy(new byte[] {0, 0, 8, 1, 0, 0, 0, (byte) count}, 0, zeros, 0, 8);
      String name = count == 80 ? "train-labels-idx1-ubyte" : "t10k-labels-idx1-ubyte";
      Files.write(twingraph.folder().resolve("tiny").resolve(name), zeros);
    }
    assertThat(show("tiny").out()).contains(", 1 class, from tiny");
  }

  @Test
  void aPictureIsNotPutInPlaceOfADevice() throws Exception {
    assumeThat(Path.of("/dev/null")).exists();
    Path link = twingraph.folder().resolve("n.png");
    Files.createSymbolicLink(link, Path.of("/dev/null"));
    CommandProcess.Result result = show("tiny", "--out", "n.png");
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.err())
        .isEqualTo(
            "twingraph: the picture cannot be written: n.png (it is no file); give another file"
                + " with --out\n");
    assertThat(link).isSymbolicLink();
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    Files.delete(link);
  }

  @Test
  void aPictureIsWrittenThroughALink() throws Exception {
    Path real = Files.writeString(twingraph.folder().resolve("real.png"), "old");
    Path link = twingraph.folder().resolve("link.png");
    Files.createSymbolicLink(link, Path.of("real.png"));
    assertThat(show("tiny", "--out", "link.png").exit()).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(Files.size(real)).isGreaterThan(100);
  }

  @Test
  void aFolderForThePictureThatIsMissingIsNamed() throws Exception {
    CommandProcess.Result result = show("tiny", "--out", "gone/a.png");
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.err())
        .isEqualTo(
            "twingraph: the picture cannot be written: gone/a.png (no such folder); give another"
                + " file with --out\n");
    assertThat(twingraph.folder().resolve("gone")).doesNotExist();
  }

  @Test
  void noFolderForTemporaryFilesIsNeededForAPicture() throws Exception {
    String text =
        said(
            Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=/nonexistent"),
            ExitCode.FINE,
            "data",
            "show",
            "tiny");
    assertThat(text).contains("written   tiny.png");
  }

  @Test
  void aRefusalHasTheSameDigitsInEveryLocale() throws Exception {
    String locale = "-Duser.language=ar -Duser.country=EG -Duser.extensions=u-nu-arab";
    String text =
        said(
            Map.of("JAVA_TOOL_OPTIONS", locale),
            ExitCode.USAGE,
            "data",
            "show",
            "tiny",
            "--rows",
            "0");
    assertThat(text).contains("at most 10,000 images in all, but were 0 and 12");
  }

  @Test
  void whatIsNoDataSetIsRefusedWithoutAnOptionThatWasNotGiven() throws Exception {
    CommandProcess.Result result = show("nope");
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.err())
        .contains("no such data set\n  where:    the name or folder of the data set\n")
        .doesNotContain("--data");
  }

  @Test
  void aNamedPlaceWithoutDataIsSaidByEveryCommand() throws Exception {
    String typo = temporary.resolve("typo").toString();
    Map<String, String> named = Map.of("TWINGRAPH_DATA", typo);
    String said = "twingraph: $TWINGRAPH_DATA names no folder\n";
    int code = ExitCode.NOT_AVAILABLE;
    assertThat(said(named, code, "train", "--engine", "fake")).contains(said, typo);
    assertThat(said(named, code, "parity", "--engines", "fake,twin")).contains(said);
    assertThat(said(named, code, "data", "show", "mnist")).contains(said);
    assertThat(said(named, ExitCode.FINE, "data", "list"))
        .containsPattern("mnist +unusable +\\$TWINGRAPH_DATA names no folder")
        .containsPattern("digits +at hand")
        .containsPattern("default +unusable +\\$TWINGRAPH_DATA names no folder");
    assertThat(said(named, ExitCode.FINE, "data", "show", "digits", "--rows", "1"))
        .contains("digits.png");
    Map<String, String> empty = Map.of("TWINGRAPH_DATA", twingraph.folder().toString());
    assertThat(said(empty, code, "train", "--engine", "fake"))
        .contains("no data set where $TWINGRAPH_DATA says", "tiny (a folder)");
  }

  @Test
  void theNamedFoldersOwnDataIsTrainedOnInWorkersToo() throws Exception {
    twingraph.smallExperiment();
    String tiny = twingraph.folder().resolve("tiny").toString();
    assertThat(said(Map.of("TWINGRAPH_DATA", tiny), ExitCode.FINE, "data", "list"))
        .containsPattern("default +tiny +" + tiny)
        .containsPattern("mnist +not here");
    for (String workers : List.of("process", "none")) {
      String text =
          said(
              Map.of("TWINGRAPH_DATA", tiny),
              ExitCode.FINE,
              "train",
              "--engine",
              "fake",
              "--experiment",
              "small.yaml",
              "--workers",
              workers,
              "--out",
              workers);
      assertThat(text).contains("tiny: this folder is $TWINGRAPH_DATA");
      JsonNode record =
          new ObjectMapper()
              .readTree(twingraph.folder().resolve(workers).resolve("record.json").toFile());
      assertThat(record.at("/data/source").asText()).isEqualTo(tiny);
    }
  }

  @Test
  void realMnistIsFoundInTheNamedFolderPackedOrNot() throws Exception {
    Path real =
        Path.of(Objects.requireNonNullElse(System.getenv("TWINGRAPH_DATA"), "none"), "mnist");
    assumeThat(real).as("real MNIST, in $TWINGRAPH_DATA/mnist").isDirectory();
    Map<String, String> flat = Map.of("TWINGRAPH_DATA", real.toString());
    assertThat(said(flat, ExitCode.FINE, "data", "list"))
        .containsPattern("mnist +at hand +" + real);
    Path unpacked = Files.createDirectory(temporary.resolve("unpacked"));
    try (Stream<Path> files = Files.list(real)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".gz", "");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          Files.copy(in, unpacked.resolve(name));
        }
      }
    }
    Map<String, String> raw = Map.of("TWINGRAPH_DATA", unpacked.toString());
    assertThat(said(raw, ExitCode.FINE, "data", "list"))
        .containsPattern("mnist +at hand +" + unpacked);
    assertThat(said(raw, ExitCode.FINE, "data", "show", "mnist"))
        .contains("60,000 training and 10,000 test images", "from " + unpacked);
  }
}
