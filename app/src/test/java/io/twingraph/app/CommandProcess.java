// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command as a process of its own, as a user starts it, in an empty working directory. */
final class CommandProcess {
  private final Path folder;

  /**
   * What a call came to.
   *
   * @param exit status
   */
  record Result(int exit, String out, String err) {}

  CommandProcess(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** A model that the fake engine trains in a moment. */
  Path smallExperiment() throws IOException {
    Path file = folder.resolve("small.yaml");
    Files.writeString(
        file,
        """
        name: small
        model:
          input: {height: 28, width: 28, channels: 1}
          layers:
            - {type: max_pool2d, window: 4}
            - {type: flatten}
            - {type: dense, units: 10}
        batchSize: 16
        epochs: 2
        validationSplit: 0.25
        """);
    return file;
  }

  /** A folder with a data set of 80 and 50 images, which is read in a moment: {@code tiny}. */
  void tinyData() throws IOException {
    Path data = Files.createDirectory(folder.resolve("tiny"));
    idx(data.resolve("train-images-idx3-ubyte"), 80, 28, 28);
    idx(data.resolve("train-labels-idx1-ubyte"), 80);
    idx(data.resolve("t10k-images-idx3-ubyte"), 50, 28, 28);
    idx(data.resolve("t10k-labels-idx1-ubyte"), 50);
  }

  /** Pixels that are bright where the label says; sample i has label i mod 10. */
  private static void idx(Path file, int... dimensions) throws IOException {
    int size = dimensions.length == 1 ? 1 : dimensions[1] * dimensions[2];
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dimensions.length + dimensions[0] * size);
    bytes.putInt(0x800 + dimensions.length);
    for (int dimension : dimensions) {
      bytes.putInt(dimension);
    }
    for (int i = 0; i < dimensions[0] * size; i++) {
      int label = i / size % 10;
      bytes.put((byte) (size == 1 ? label : i % size * 10 / size == label ? 250 : i * 31 % 97));
    }
    Files.write(file, bytes.array());
  }

  Result run(String... args) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder.getParent(), "out", ".txt");
    Path err = Files.createTempFile(folder.getParent(), "err", ".txt");
    Process process =
        builder(args).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("twingraph " + String.join(" ", args) + " did not end");
    }
    return new Result(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  /** The command, not started yet. */
  ProcessBuilder builder(String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    if (Runtime.version().feature() >= 24) { // as the launcher does
      command.addAll(
          List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("TWINGRAPH_CACHE", folder.resolve("no-cache").toString());
    builder.environment().remove("TWINGRAPH_DATA");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder;
  }
}
