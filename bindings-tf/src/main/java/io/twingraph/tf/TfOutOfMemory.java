// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.cuda.CudaSystem;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says of TensorFlow's message that memory ran out which tensor it was, how large, and what is free
 * on the GPU. What the failed run held is freed by TensorFlow itself.
 */
final class TfOutOfMemory {
  private static final Pattern MESSAGE =
      Pattern.compile(
          "OOM when allocating tensor with shape\\[([0-9,]*)\\] and type (\\w+) on (\\S+)");

  private static final Pattern NODE = Pattern.compile("\\{\\{node ([^}]+)\\}\\}");
  private static final Pattern GPU = Pattern.compile("device:GPU:(\\d+)");
  private static final double MIB = 1 << 20;

  /** What every message about memory has. */
  static final String NO_ROOM = "no room";

  private TfOutOfMemory() {}

  /** The message for people, followed by TensorFlow's; empty if this is another error. */
  static Optional<String> explain(String text) {
    return explain(text, CudaSystem::freeBytes);
  }

  /** The same with another way to ask a GPU for its free bytes. */
  static Optional<String> explain(String text, IntFunction<Optional<Long>> freeBytes) {
    Matcher message = MESSAGE.matcher(text);
    if (!message.find()) {
      return Optional.empty();
    }
    Matcher node = NODE.matcher(text);
    Matcher gpu = GPU.matcher(message.group(3));
    boolean onGpu = gpu.find();
    String free =
        onGpu
            ? freeBytes
                .apply(Integer.parseInt(gpu.group(1)))
                .map(bytes -> "; cuda:" + gpu.group(1) + " has " + mebibytes(bytes) + " free")
                .orElse("")
            : "";
    return Optional.of(
        String.format(
            Locale.ROOT,
            NO_ROOM + " on %s for the output of %s, %s [%s], %s%s; TensorFlow says: %s",
            onGpu ? "cuda:" + gpu.group(1) : "the CPU",
            node.find() ? "'" + node.group(1) + "'" : "an operation",
            message.group(2),
            message.group(1),
            size(message.group(1), message.group(2)),
            free,
            text.substring(message.start()).lines().findFirst().orElse("").strip()));
  }

  private static String size(String shape, String type) {
    double bytes = type.equals("double") || type.equals("int64") ? 8 : type.equals("bool") ? 1 : 4;
    if (!shape.isEmpty()) {
      bytes *=
          Arrays.stream(shape.split(","))
              .mapToDouble(Double::parseDouble)
              .reduce(1, (a, b) -> a * b);
    }
    return mebibytes(bytes);
  }

  private static String mebibytes(double bytes) {
    return String.format(Locale.ROOT, "%,.1f MiB", bytes / MIB);
  }
}
