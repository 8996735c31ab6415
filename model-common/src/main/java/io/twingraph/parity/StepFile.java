// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.data.DataException;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * An {@link Observation} as a file that {@code numpy.load} reads: an uncompressed ZIP of {@code
 * .npy} files. Names are {@code activations/conv2d_1}, {@code gradients/conv2d_1/kernel}, {@code
 * updated/...}, {@code state/...} and so on; {@code before/...} and {@code state-before/...} are in
 * the first step's file only, as the others start where the one before has ended.
 */
final class StepFile {
  private static final String BEFORE = "before/";
  private static final String STATE_BEFORE = "state-before/";
  private static final String ACTIVATIONS = "activations/";
  private static final String ACTIVATION_GRADIENTS = "activation-gradients/";
  private static final String GRADIENTS = "gradients/";
  private static final String UPDATED = "updated/";
  private static final String STATE = "state/";
  private static final String SUFFIX = ".npy";

  private final Path file;
  private final Map<String, NpyArray> arrays;

  private StepFile(Path file, Map<String, NpyArray> arrays) {
    this.file = file;
    this.arrays = arrays;
  }

  static String name(int step) {
    return String.format(Locale.ROOT, "step-%04d.npz", step);
  }

  /** Writes a step; its start too if it is the first. */
  static void write(Path file, Observation step, boolean first) throws IOException {
    Trace trace = step.trace();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setMethod(ZipOutputStream.STORED);
      if (first) {
        put(zip, BEFORE, step.before());
        put(zip, STATE_BEFORE, step.stateBefore().slots());
        put(zip, "steps-before", steps(step.stateBefore()));
      }
      put(zip, ACTIVATIONS, trace.activations());
      int[] labels = trace.labels().stream().mapToInt(Integer::intValue).toArray();
      put(zip, "labels", NpyArray.encode(labels, labels.length));
      put(zip, "loss", NpyArray.encode(Values.scalar(trace.loss())));
      put(zip, ACTIVATION_GRADIENTS, trace.activationGradients());
      put(zip, GRADIENTS, trace.gradients());
      float[] loss = {step.result().loss()};
      put(zip, "step-loss", NpyArray.encode(HostTensor.wrap(new int[0], loss)));
      put(zip, "step-correct", NpyArray.encode(new int[] {step.result().correct()}));
      put(zip, UPDATED, step.updated());
      put(zip, STATE, step.state().slots());
      put(zip, "steps", steps(step.state()));
    }
  }

  private static byte[] steps(OptimizerState state) {
    return NpyArray.encode(new int[] {Math.toIntExact(state.steps())});
  }

  private static void put(ZipOutputStream zip, String prefix, TensorMap tensors)
      throws IOException {
    for (Map.Entry<String, HostTensor> entry : tensors.asMap().entrySet()) {
      put(zip, prefix + entry.getKey(), NpyArray.encode(entry.getValue()));
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(name + SUFFIX);
    entry.setTime(0);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  /**
   * Reads a file, and checks every byte of it.
   *
   * @throws DataException if it is not there, or not as it was written
   */
  static StepFile read(Path file) {
    if (!Files.exists(file)) {
      throw refusal(file, "a file of the recording is missing", "the file", null, null);
    }
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        arrays.put(entry.getName(), NpyArray.decode(bytes(zip, entry)));
      }
    } catch (IOException | RuntimeException e) {
      throw corrupt(file, e);
    }
    return new StepFile(file, arrays);
  }

  private static byte[] bytes(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readAllBytes();
      CRC32 crc = new CRC32();
      crc.update(bytes);
      if (crc.getValue() != entry.getCrc()) {
        throw new IOException(entry.getName() + ": its checksum is wrong");
      }
      return bytes;
    }
  }

  private static DataException corrupt(Path file, Exception e) {
    String got = e.getMessage() == null ? e.toString() : e.getMessage();
    return refusal(
        file,
        "a file of the recording is damaged",
        "a ZIP of .npy files, as it was written",
        got,
        e);
  }

  private static DataException refusal(
      Path file, String what, String expected, String got, Exception cause) {
    return DataException.of(
        what,
        file.toString(),
        expected,
        got,
        "copy the whole folder again, or record it again with --save",
        cause);
  }

  /**
   * The step.
   *
   * @param previous the step before; {@code null} for the first
   */
  Observation observation(String batchHash, Observation previous) {
    try {
      TensorMap before = previous == null ? map(BEFORE) : previous.updated();
      OptimizerState stateBefore =
          previous == null
              ? new OptimizerState(integer("steps-before"), map(STATE_BEFORE))
              : previous.state();
      return new Observation(
          batchHash,
          before,
          stateBefore,
          trace(),
          new StepResult((float) get("step-loss").tensor().value(0), integer("step-correct")),
          map(UPDATED),
          new OptimizerState(integer("steps"), map(STATE)));
    } catch (IOException | RuntimeException e) {
      throw corrupt(file, e);
    }
  }

  /** What was computed before the update. */
  private Trace trace() throws IOException {
    return new Trace(
        map(ACTIVATIONS),
        Arrays.stream(get("labels").integers()).boxed().toList(),
        get("loss").tensor().value(0),
        map(ACTIVATION_GRADIENTS),
        map(GRADIENTS));
  }

  private NpyArray get(String name) throws IOException {
    NpyArray array = arrays.get(name + SUFFIX);
    if (array == null) {
      throw new IOException("'" + name + SUFFIX + "' is not in it");
    }
    return array;
  }

  private int integer(String name) throws IOException {
    return get(name).integers()[0];
  }

  private TensorMap map(String prefix) throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, NpyArray> entry : arrays.entrySet()) {
      String name = entry.getKey();
      if (name.startsWith(prefix) && name.endsWith(SUFFIX)) {
        String tensor = name.substring(prefix.length(), name.length() - SUFFIX.length());
        tensors.put(tensor, entry.getValue().tensor());
      }
    }
    return new TensorMap(tensors);
  }
}
