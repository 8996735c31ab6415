// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.data.DataException;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.error.Printable;
import io.twingraph.parity.StepContents.Content;
import io.twingraph.spec.Experiment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads a {@link StepFile}, of which nothing is believed: its entries must be those of the
 * experiment's step and no others, stored as they are, each of the size that its shape needs, so
 * that no more is read than the file is long; every value is checked against its checksum.
 */
final class StepReader {
  private final Path file;
  private final Experiment experiment;
  private final boolean first;
  private final Map<String, NpyArray> arrays = new LinkedHashMap<>();

  private StepReader(Path file, Experiment experiment, boolean first) {
    this.file = file;
    this.experiment = experiment;
    this.first = first;
  }

  /**
   * A step.
   *
   * @param previous the step before; {@code null} for the first
   * @throws DataException if the file is not there, or is not of a step of this experiment
   */
  static Observation read(
      Path file, Experiment experiment, String batchHash, Observation previous) {
    StepReader reader = new StepReader(file, experiment, previous == null);
    if (!Files.exists(file)) {
      throw reader.refusal("a file of the recording is missing", "the file", null, null);
    }
    if (!Files.isRegularFile(file)) {
      String got = Files.isDirectory(file) ? "a folder" : "a device or a pipe";
      throw reader.damaged("a ZIP of .npy files, as it was written", got, null);
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      reader.read(zip);
      return reader.observation(batchHash, previous);
    } catch (IOException | IllegalArgumentException e) {
      String got = e.getMessage() == null ? e.toString() : e.getMessage();
      throw reader.damaged("a ZIP of .npy files, as it was written", got, e);
    }
  }

  private void read(ZipFile zip) throws IOException {
    Map<String, ZipEntry> entries = entries(zip);
    String labels = StepContents.LABELS + StepContents.SUFFIX;
    if (!entries.containsKey(labels)) {
      throw damaged(labels + ", a label for each sample", "no such file in it", null);
    }
    NpyArray given = NpyArray.decode(bytes(zip, entries.get(labels)));
    int samples = given.isInteger() ? given.integers().length : 0;
    if (samples == 0) {
      throw damaged(labels + ", int32[N], a label for each sample", given.describe(), null);
    }
    Map<String, Content> contents = StepContents.of(experiment, first, samples);
    long room = 0;
    for (Map.Entry<String, Content> expected : contents.entrySet()) {
      String name = expected.getKey();
      ZipEntry entry = entries.get(name);
      if (entry == null) {
        throw damaged(name + ", " + expected.getValue(), "no such file in it", null);
      }
      if (!expected.getValue().mayHave(entry.getSize())) {
        throw damaged(name + ", " + expected.getValue(), other(zip, entry), null);
      }
      room += entry.getSize();
    }
    unknown(entries, contents);
    fits(room);
    for (Map.Entry<String, Content> expected : contents.entrySet()) {
      decode(zip, entries.get(expected.getKey()), expected.getValue());
    }
  }

  private Map<String, ZipEntry> entries(ZipFile zip) {
    Map<String, ZipEntry> all = new LinkedHashMap<>();
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      String name = Printable.quote(entry.getName());
      if (all.put(entry.getName(), entry) != null) {
        throw damaged("each name once", "'" + name + "' twice", null);
      }
      if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
        throw damaged("files that are stored as they are", "'" + name + "' compressed", null);
      }
    }
    return all;
  }

  private void unknown(Map<String, ZipEntry> entries, Map<String, Content> contents) {
    for (String name : entries.keySet()) {
      if (!contents.containsKey(name)) {
        String got = "'" + Printable.quote(name) + "' too";
        throw damaged("the " + contents.size() + " files of this experiment's step", got, null);
      }
    }
  }

  /** What an array of a wrong size is, if it is small enough to be looked at. */
  private static String other(ZipFile zip, ZipEntry entry) throws IOException {
    return entry.getSize() > 1 << 20
        ? entry.getSize() + " bytes"
        : NpyArray.decode(bytes(zip, entry)).describe();
  }

  private void fits(long room) {
    long most = Runtime.getRuntime().maxMemory() / 2;
    if (room > most) {
      throw DataException.of(
          "a step of the recording is too large for Java's memory",
          file.toString(),
          "at most half of it, " + (most >> 20) + " MiB",
          (room >> 20) + " MiB",
          "give Java more memory: JAVA_TOOL_OPTIONS=-Xmx" + (((2 * room) >> 30) + 1) + "g");
    }
  }

  private void decode(ZipFile zip, ZipEntry entry, Content expected) throws IOException {
    NpyArray array;
    try {
      array = NpyArray.decode(bytes(zip, entry));
    } catch (IOException e) {
      throw damaged(entry.getName() + ", " + expected, e.getMessage(), e);
    }
    boolean type = expected.integers() ? array.isInteger() : array.isFloat();
    if (!type || !array.hasShape(expected.shape())) {
      throw damaged(entry.getName() + ", " + expected, array.describe(), null);
    }
    arrays.put(entry.getName(), array);
  }

  private static byte[] bytes(ZipFile zip, ZipEntry entry) throws IOException {
    if (entry.getSize() > Integer.MAX_VALUE) {
      throw new IOException(Printable.quote(entry.getName()) + ": more than 2^31 bytes");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) entry.getSize());
      CRC32 crc = new CRC32();
      crc.update(bytes);
      if (bytes.length != entry.getSize() || crc.getValue() != entry.getCrc()) {
        throw new IOException(Printable.quote(entry.getName()) + ": its checksum is wrong");
      }
      return bytes;
    }
  }

  private Observation observation(String batchHash, Observation previous) throws IOException {
    TensorMap before = first ? map(StepContents.BEFORE) : previous.updated();
    OptimizerState stateBefore =
        first
            ? new OptimizerState(
                integer(StepContents.STEPS_BEFORE, Integer.MAX_VALUE),
                map(StepContents.STATE_BEFORE))
            : previous.state();
    Trace trace = trace();
    int samples = trace.labels().size();
    float loss = (float) tensor(StepContents.STEP_LOSS).value(0);
    return new Observation(
        batchHash,
        before,
        stateBefore,
        trace,
        new StepResult(loss, integer(StepContents.STEP_CORRECT, samples)),
        map(StepContents.UPDATED),
        new OptimizerState(
            integer(StepContents.STEPS, Integer.MAX_VALUE), map(StepContents.STATE)));
  }

  /** What was computed before the update. */
  private Trace trace() throws IOException {
    int[] labels = arrays.get(StepContents.LABELS + StepContents.SUFFIX).integers();
    for (int label : labels) {
      within(StepContents.LABELS, label, experiment.graph().classes() - 1);
    }
    return new Trace(
        map(StepContents.ACTIVATIONS),
        Arrays.stream(labels).boxed().toList(),
        tensor(StepContents.LOSS).value(0),
        map(StepContents.ACTIVATION_GRADIENTS),
        map(StepContents.GRADIENTS));
  }

  private HostTensor tensor(String name) throws IOException {
    return arrays.get(name + StepContents.SUFFIX).tensor();
  }

  private int integer(String name, int most) throws IOException {
    int value = arrays.get(name + StepContents.SUFFIX).integers()[0];
    within(name, value, most);
    return value;
  }

  private void within(String name, int value, int most) {
    if (value < 0 || value > most) {
      throw damaged(name + StepContents.SUFFIX + ", from 0 to " + most, value, null);
    }
  }

  private TensorMap map(String prefix) throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, NpyArray> entry : arrays.entrySet()) {
      String name = entry.getKey();
      if (name.startsWith(prefix)) {
        int end = name.length() - StepContents.SUFFIX.length();
        tensors.put(name.substring(prefix.length(), end), entry.getValue().tensor());
      }
    }
    return new TensorMap(tensors);
  }

  private DataException damaged(String expected, Object got, Exception cause) {
    return refusal("a file of the recording is damaged", expected, got, cause);
  }

  private DataException refusal(String what, String expected, Object got, Exception cause) {
    return DataException.of(
        what,
        file.toString(),
        expected,
        got,
        "copy the whole folder again, or record it again with --save",
        cause);
  }
}
