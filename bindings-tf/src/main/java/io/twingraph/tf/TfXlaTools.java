// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.engine.EngineUnavailableException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The two files of CUDA's compiler that XLA wants on a GPU and no artifact brings: the assembler
 * {@code ptxas} and the mathematical functions {@code libdevice.10.bc}. They are looked for before
 * TensorFlow does, because TensorFlow 2.18 ends the process where it finds no {@code ptxas}.
 */
final class TfXlaTools {
  private static final String ASSEMBLER = "bin/ptxas";
  private static final String FUNCTIONS = "nvvm/libdevice/libdevice.10.bc";
  private static final String DRIVER = "--xla_gpu_unsafe_fallback_to_driver_on_ptxas_not_found";
  private static final Pattern CHOSEN =
      Pattern.compile(Pattern.quote(TfXla.FOLDER) + "(?:'([^']*)'|(\\S+))");

  private TfXlaTools() {}

  /**
   * Returns if XLA can compile for this device.
   *
   * @param device {@code "cpu"}, for which XLA needs nothing, or {@code "cuda:N"}
   * @param environment of this process
   * @throws EngineUnavailableException with what is missing, where it was looked for, and who has
   *     it
   */
  static void require(String device, Map<String, String> environment) {
    if (!device.equals("cpu")) {
      require(device, environment, Files::isRegularFile);
    }
  }

  static void require(String device, Map<String, String> environment, Predicate<Path> exists) {
    String flags = TfXla.flags(environment);
    List<Path> folders = folders(flags);
    List<String> missing = new ArrayList<>();
    Stream<Path> assemblers =
        Stream.concat(
            onPath(environment.getOrDefault("PATH", "")),
            folders.stream().map(folder -> folder.resolve(ASSEMBLER)));
    if (!flags.contains(DRIVER) && assemblers.noneMatch(exists)) {
      missing.add("ptxas");
    }
    if (folders.stream().map(folder -> folder.resolve(FUNCTIONS)).noneMatch(exists)) {
      missing.add("libdevice.10.bc");
    }
    if (!missing.isEmpty()) {
      throw refusal(device, missing, folders);
    }
  }

  /** Where TensorFlow looks, of its own places those that a Java program can have. */
  private static List<Path> folders(String flags) {
    List<Path> folders = new ArrayList<>();
    Matcher chosen = CHOSEN.matcher(flags);
    if (chosen.find()) {
      folders.add(Path.of(chosen.group(chosen.group(1) == null ? 2 : 1)));
    }
    folders.add(Path.of("cuda_sdk_lib"));
    folders.add(Path.of("/usr/local/cuda"));
    return folders;
  }

  private static Stream<Path> onPath(String path) {
    return Stream.of(path.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "ptxas"));
  }

  private static EngineUnavailableException refusal(
      String device, List<String> missing, List<Path> folders) {
    return new EngineUnavailableException(
        TfEngineProvider.NAME,
        "XLA (" + TfXla.SWITCH + "=1) on " + device,
        String.join(" and ", missing)
            + ", looked for as "
            + ASSEMBLER
            + " and "
            + FUNCTIONS
            + " in "
            + folders.stream().map(Path::toString).toList()
            + " and for ptxas in the PATH",
        "install CUDA 12's compiler (Debian and Ubuntu: cuda-nvcc-12-9; PyPI: nvidia-cuda-nvcc-cu12)"
            + " and name its folder: "
            + TfXla.COMPILER
            + "=FOLDER, or "
            + TfXla.FOLDER
            + "FOLDER in "
            + TfXla.FLAGS
            + " if you set that; or unset "
            + TfXla.SWITCH,
        null);
  }
}
