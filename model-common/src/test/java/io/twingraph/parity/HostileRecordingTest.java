// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.data.Batch;
import io.twingraph.data.DataException;
import io.twingraph.run.RunFixtures;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Philox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings whose parts do not fit together are refused in words, whatever was done to them. */
class HostileRecordingTest {
  private static final Experiment EXPERIMENT = RunFixtures.experiment();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path temporary;
  private Path folder;
  private Path step;

  private static Iterator<Batch> batches() {
    return new ParityBatches(EXPERIMENT, RunFixtures.images(16, 1));
  }

  @BeforeEach
  void record() throws Exception {
    folder = temporary.resolve("kept");
    step = folder.resolve("step-0001.npz");
    Parity.of(EXPERIMENT, batches(), "bands")
        .engines(new FakeEngineProvider(), new FakeEngineProvider())
        .threads(1)
        .steps(2)
        .record(folder);
  }

  private ParityReport compare() {
    return Parity.against(Recording.read(folder), batches(), "bands")
        .engines(new FakeEngineProvider(), new FakeEngineProvider())
        .reference(Parity.ReferenceUse.OFF)
        .threads(1)
        .run();
  }

  private void edit(Consumer<ObjectNode> change) throws IOException {
    Path index = folder.resolve(Recording.INDEX);
    ObjectNode tree = (ObjectNode) JSON.readTree(index.toFile());
    change.accept(tree);
    JSON.writeValue(index.toFile(), tree);
  }

  private static ObjectNode at(JsonNode tree, String name) {
    return (ObjectNode) tree.get(name);
  }

  /**
   * A refusal in words that can be shown: of the data, in few lines, without control characters.
   */
  private static void refused(Throwable failure, String... texts) {
    assertThat(failure).isInstanceOf(DataException.class).hasMessageContainingAll(texts);
    assertThat(failure.getMessage().lines()).hasSize(5);
    assertThat(failure.getMessage().replace("\n", ""))
        .hasSizeLessThan(1500)
        .doesNotContainPattern("\\p{Cntrl}");
  }

  private static Arguments index(String text, Consumer<ObjectNode> change) {
    return Arguments.of(text, change);
  }

  private static final String ESCAPE = "\u001b[31mX\u001b]0;T\u0007";

  static Stream<Arguments> lists() {
    return Stream.of(
        index("format 'null'", j -> j.putNull("format")),
        index("format '\\x1b[31mX\\x1b]0;T\\x07'", j -> j.put("format", ESCAPE)),
        index("an incomplete list", j -> j.put("steps", 0)),
        index("an incomplete list", j -> j.put("steps", -1)),
        index("an incomplete list", j -> j.put("steps", Integer.MAX_VALUE)),
        index("'null'", j -> at(j, "engine").putNull("name")),
        index("an engine's name that is none: ''", j -> at(j, "engine").put("name", "")),
        index("that is none: '../x'", j -> at(j, "engine").put("name", "../x")),
        index("that is none: '\\x1b", j -> at(j, "engine").put("name", ESCAPE)),
        index("characters)", j -> at(j, "engine").put("name", "n".repeat(100_000))),
        index("-5 threads", j -> at(j, "engine").put("threads", -5)),
        index("no version or device", j -> at(j, "engine").putNull("version")),
        index("no version or device", j -> at(j, "engine").put("device", ESCAPE)),
        index("a detail of the engine", j -> at(at(j, "engine"), "details").put(ESCAPE, "x")),
        index("of another kind, at engine", j -> at(j, "engine").putNull("details")),
        index("an incomplete list", j -> j.putNull("engine")),
        index("an incomplete list", j -> j.remove("provenance")),
        index("no name of data: '\\x1b", j -> j.put("data", ESCAPE)),
        index("no name of data: 'null'", j -> j.putNull("data")),
        index("dataSha256 'x'", j -> j.put("dataSha256", "x")),
        index("batches[1] 'y'", j -> ((ArrayNode) j.get("batches")).set(1, "y")),
        index("no whole list", j -> ((ArrayNode) j.get("batches")).setNull(0)),
        index("no whole list", j -> j.putNull("batches")),
        index("mode 'free'", j -> j.put("mode", "free")),
        index("of another kind, at mode", j -> j.put("mode", "x")),
        index("of another kind, at steps", j -> j.put("steps", "2")),
        index("of another kind, at steps", j -> j.remove("steps")),
        index("an unknown key, foo", j -> j.put("foo", 1)),
        index("an unknown key, experiment.foo", j -> at(j, "experiment").put("foo", 1)),
        index("an unknown key, \\x1b", j -> j.put(ESCAPE, 1)),
        index("name, at experiment.name", j -> at(j, "experiment").put("name", "../x")),
        index("an unknown key, @class", j -> j.put("@class", "java.lang.Runtime")));
  }

  @ParameterizedTest(name = "{0}, {index}")
  @MethodSource("lists")
  void listThatIsNoneIsRefused(String text, Consumer<ObjectNode> change) throws Exception {
    edit(change);
    refused(catchThrowable(() -> Recording.read(folder)), "the folder is no recording", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "x"})
  void textThatIsNoListIsRefusedInOwnWords(String text) throws Exception {
    Files.writeString(folder.resolve(Recording.INDEX), text);
    Throwable failure = catchThrowable(() -> Recording.read(folder));
    refused(failure, "the folder is no recording", "got:      ");
    assertThat(failure.getMessage())
        .containsAnyOf("no whole list", "text that is no JSON", "text that ends too early")
        .doesNotContain("io.twingraph", "JsonToken", "Feature", "deserialize");
  }

  @Test
  void experimentOfAnotherShapeThanTheStepsIsNamedByTheFirstFileThatDoesNotFit() throws Exception {
    edit(j -> at(j, "experiment").putObject("optimizer").put("type", "adam"));
    refused(
        catchThrowable(this::compare),
        "a file of the recording is damaged",
        "expected: state-before/conv2d/kernel/m.npy, float32[3, 3, 1, 2], or float64",
        "got:      no such file in it");
    edit(
        j -> {
          at(j, "experiment").putObject("optimizer").put("type", "sgd");
          ObjectNode dense = (ObjectNode) j.at("/experiment/model/layers/2");
          dense.put("units", 4);
        });
    refused(
        catchThrowable(this::compare),
        "expected: before/dense/kernel.npy, float32[32, 4], or float64",
        "got:      float32[32, 3]");
  }

  /** Every file of the step, changed. */
  private void repack(Consumer<Map<String, byte[]>> change, int method) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(step.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    change.accept(entries);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> one : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(one.getKey());
        entry.setMethod(method);
        CRC32 crc = new CRC32();
        crc.update(one.getValue());
        entry.setCrc(crc.getValue());
        entry.setSize(one.getValue().length);
        zip.putNextEntry(entry);
        zip.write(one.getValue());
        zip.closeEntry();
      }
    }
    Files.write(step, bytes.toByteArray());
  }

  private void stepIsRefused(Consumer<Map<String, byte[]>> change, String... texts)
      throws IOException {
    byte[] whole = Files.readAllBytes(step);
    repack(change, ZipEntry.STORED);
    refused(catchThrowable(this::compare), texts);
    Files.write(step, whole);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "labels",
        "loss",
        "step-loss",
        "step-correct",
        "steps",
        "steps-before",
        "updated/dense/kernel",
        "before/dense/bias",
        "activations/dense",
        "activations/input",
        "gradients/conv2d/kernel",
        "activation-gradients/flatten"
      })
  void fileThatIsMissingIsNamed(String name) throws Exception {
    stepIsRefused(
        e -> e.remove(name + ".npy"),
        "a file of the recording is damaged",
        "step-0001.npz",
        "expected: " + name + ".npy, ",
        "got:      no such file in it");
  }

  @Test
  void filesThatDoNotBelongThereAreRefused() throws Exception {
    for (String name :
        List.of("extra/x.npy", "activations/zzz.npy", "../../x.npy", "/x.npy", "readme.txt")) {
      stepIsRefused(
          e -> e.put(name, e.get("loss.npy")), "files of this experiment's step", "'" + name + "'");
    }
    stepIsRefused(e -> e.put("activations/" + ESCAPE, new byte[0]), "'activations/\\x1b[31mX");
    stepIsRefused(e -> e.put("activations/", new byte[0]), "'activations/' too");
  }

  private static byte[] npy(String type, String shape, int values) {
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    int end = (10 + header.length() + 1 + 63) / 64 * 64;
    byte[] bytes = new byte[end + values];
    byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) (end - 10), 0};
    System.arraycopy(magic, 0, bytes, 0, 10);
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    Arrays.fill(bytes, 10, end, (byte) ' ');
    System.arraycopy(text, 0, bytes, 10, text.length);
    bytes[end - 1] = '\n';
    return bytes;
  }

  @Test
  void arraysThatAreNoneAreRefused() throws Exception {
    String loss = "loss.npy";
    stepIsRefused(
        e -> e.put(loss, npy("<f4", "99999999999,", 0)),
        "a shape that is no shape: (99999999999,)");
    stepIsRefused(
        e -> e.put(loss, npy("<f4", "65536, 65536, 65536, 65536", 0)), "a shape that is no shape");
    stepIsRefused(e -> e.put(loss, npy("<f4", "-1,", 0)), "its header is");
    stepIsRefused(e -> e.put(loss, npy(">f4", "", 4)), "its header is");
    stepIsRefused(e -> e.put(loss, npy("|O", "", 4)), "its header is");
    stepIsRefused(e -> e.put(loss, npy("<f4", "0,", 0)), "expected: loss.npy", "float32[0]");
    stepIsRefused(e -> e.put(loss, npy("<i4", "", 4)), "expected: loss.npy", "int32[]");
    stepIsRefused(e -> e.put(loss, "hello".getBytes(StandardCharsets.UTF_8)), "does not start");
    stepIsRefused(e -> e.put("labels.npy", npy("<i4", "0,", 0)), "a label for each sample");
    stepIsRefused(e -> e.put("labels.npy", npy("<f4", "4,", 16)), "float32[4]");
    stepIsRefused(e -> e.put("steps.npy", npy("<i4", "0,", 0)), "expected: steps.npy, int32[]");
    stepIsRefused(e -> e.put("activations/dense.npy", npy("<f4", "3, 4", 48)), "float32[3, 4]");
    stepIsRefused(e -> e.put("labels.npy", npy("<i4", "1,", 4)), "float32[1, 6, 6, 1]");
  }

  @Test
  void countersAndLabelsBeyondTheirRangeAreRefused() throws Exception {
    for (String name : List.of("labels.npy", "steps.npy", "step-correct.npy")) {
      stepIsRefused(e -> Arrays.fill(e.get(name), 128, 132, (byte) 0xff), name + ", from 0 to");
    }
    stepIsRefused(e -> e.get("labels.npy")[128] = 3, "labels.npy, from 0 to 2", "got:      3");
  }

  @Test
  void batchOfAnotherSizeThanTheRecordedOneIsRefused() throws Exception {
    Experiment larger = EXPERIMENT.withBatchSize(8);
    Path other = temporary.resolve("other");
    Parity.of(larger, new ParityBatches(larger, RunFixtures.images(16, 1)), "bands")
        .engines(new FakeEngineProvider(), new FakeEngineProvider())
        .steps(2)
        .record(other);
    Files.copy(other.resolve("step-0001.npz"), step, StandardCopyOption.REPLACE_EXISTING);
    refused(
        catchThrowable(this::compare),
        "expected: the 4 samples of the batch",
        "got:      8 labels");
  }

  @Test
  void bombsAreRefusedBeforeTheyAreReadIntoMemory() throws Exception {
    repack(e -> e.put("bomb.npy", new byte[64 << 20]), ZipEntry.DEFLATED);
    refused(catchThrowable(this::compare), "files that are stored as they are", "compressed");
    record64GiBAsOneStep();
    refused(catchThrowable(this::compare), "a file of the recording is damaged");
    Path index = folder.resolve(Recording.INDEX);
    try (RandomAccessFile file = new RandomAccessFile(index.toFile(), "rw")) {
      file.setLength(3L << 30);
    }
    refused(catchThrowable(() -> Recording.read(folder)), "more than 16 MiB");
    Files.delete(index);
    Files.createSymbolicLink(index, Path.of("/dev/zero"));
    refused(catchThrowable(() -> Recording.read(folder)), "a device or a pipe of that name");
    Files.delete(index);
  }

  private void record64GiBAsOneStep() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(step.toFile(), "rw")) {
      file.setLength(64L << 30);
    }
  }

  @Test
  void foldersInPlaceOfFilesAreRefused() throws Exception {
    Files.delete(step);
    Files.createDirectory(step);
    refused(catchThrowable(this::compare), "damaged", "got:      a folder");
    Path index = folder.resolve(Recording.INDEX);
    Files.delete(index);
    Files.createDirectory(index);
    refused(catchThrowable(() -> Recording.read(folder)), "a folder of that name");
  }

  /** Any byte of any file: refused in words, or found, or of no consequence. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void bytesThatAreChangedCauseNoOtherFailure(long seed) throws Exception {
    Philox random = new Philox(seed, 7);
    for (Path file : List.of(step, folder.resolve(Recording.INDEX))) {
      byte[] whole = Files.readAllBytes(file);
      for (int i = 0; i < 40; i++) {
        byte[] changed = whole.clone();
        for (int at = random.nextInt(3); at >= 0; at--) {
          changed[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
        }
        boolean cut = random.nextInt(4) == 0;
        Files.write(file, cut ? Arrays.copyOf(changed, random.nextInt(changed.length)) : changed);
        Throwable failure = catchThrowable(this::compare);
        if (failure != null) {
          refused(failure, "to do:");
        }
      }
      Files.write(file, whole);
    }
    assertThat(compare().verdict()).isEqualTo(ParityVerdict.IDENTICAL);
  }

  @Test
  void valuesThatAreChangedAreFoundByStepAndTensor() throws Exception {
    repack(e -> e.get("activations/dense.npy")[128 + 3] ^= 0x40, ZipEntry.STORED);
    ParityReport report = compare();
    assertThat(report.verdict()).isEqualTo(ParityVerdict.DIFFERENT_MEANING);
    assertThat(report.divergence().tensor()).isEqualTo("dense");
    assertThat(report.divergence().step()).isEqualTo(1);
  }
}
