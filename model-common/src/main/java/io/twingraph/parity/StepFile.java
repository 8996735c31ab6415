// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes an {@link Observation} as a file that {@code numpy.load} reads: an uncompressed ZIP of
 * {@code .npy} files. Names are {@code activations/conv2d_1}, {@code gradients/conv2d_1/kernel},
 * {@code updated/...}, {@code state/...} and so on; {@code before/...} and {@code state-before/...}
 * are in the first step's file only, as the others start where the one before has ended. {@link
 * StepReader} reads it.
 */
final class StepFile {
  private StepFile() {}

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
        put(zip, StepContents.BEFORE, step.before());
        put(zip, StepContents.STATE_BEFORE, step.stateBefore().slots());
        put(zip, StepContents.STEPS_BEFORE, steps(step.stateBefore()));
      }
      put(zip, StepContents.ACTIVATIONS, trace.activations());
      int[] labels = trace.labels().stream().mapToInt(Integer::intValue).toArray();
      put(zip, StepContents.LABELS, NpyArray.encode(labels, labels.length));
      put(zip, StepContents.LOSS, NpyArray.encode(Values.scalar(trace.loss())));
      put(zip, StepContents.ACTIVATION_GRADIENTS, trace.activationGradients());
      put(zip, StepContents.GRADIENTS, trace.gradients());
      float[] loss = {step.result().loss()};
      put(zip, StepContents.STEP_LOSS, NpyArray.encode(HostTensor.wrap(new int[0], loss)));
      put(zip, StepContents.STEP_CORRECT, NpyArray.encode(new int[] {step.result().correct()}));
      put(zip, StepContents.UPDATED, step.updated());
      put(zip, StepContents.STATE, step.state().slots());
      put(zip, StepContents.STEPS, steps(step.state()));
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
    ZipEntry entry = new ZipEntry(name + StepContents.SUFFIX);
    entry.setTime(0);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
