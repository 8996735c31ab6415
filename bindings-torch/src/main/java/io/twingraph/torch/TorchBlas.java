// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.nativelib.BlasInParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * Which library multiplies libtorch's matrices, in this order: what the user chose, or the process
 * that started this one; OpenBLAS's AVX-512 kernels in parts, on processors that have AVX-512 and
 * are not Intel's, where MKL does not use it (200 against 450 GFLOP/s on the machine of {@code
 * docs/performance.md}); MKL where somebody has put it on the class path; OpenBLAS in parts on any
 * other processor; OpenBLAS with threads of its own, where no compiler built the parts.
 */
enum TorchBlas {
  CHOSEN_BY_USER,
  OPENBLAS_IN_PARTS,
  MKL,
  OPENBLAS;

  /** The preset's own switch: the name of a library. */
  static final String SWITCH = "org.bytedeco.openblas.load";

  private static final List<String> AVX512 =
      List.of("avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd");

  private static final TorchBlas CHOICE =
      choose(System.getProperty(SWITCH) != null, BlasInParts.available(), processor(), hasMkl());

  /** What this process uses, and the processes that it starts. */
  static TorchBlas choice() {
    return CHOICE;
  }

  static TorchBlas choose(boolean chosen, boolean parts, String processor, boolean mkl) {
    if (chosen) {
      return CHOSEN_BY_USER;
    }
    if (parts && !processor.contains("GenuineIntel") && hasAvx512(processor)) {
      return OPENBLAS_IN_PARTS;
    }
    if (mkl) {
      return MKL;
    }
    return parts ? OPENBLAS_IN_PARTS : OPENBLAS;
  }

  /** Properties that the preset reads when it loads. */
  Map<String, String> properties() {
    return this == MKL ? Map.of(SWITCH, "mkl_rt") : Map.of();
  }

  /** Variables that the library reads when it loads. */
  Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    if (this == OPENBLAS_IN_PARTS) {
      variables.put("OPENBLAS_NUM_THREADS", "1");
    } else if (this == OPENBLAS) {
      // Its threads wait by spinning, in the way of libtorch's own, unless they sleep early.
      variables.put("OPENBLAS_THREAD_TIMEOUT", "16");
    } else {
      variables.put("MKL_THREADING_LAYER", "GNU");
      variables.put("MKL_CBWR", "AUTO");
    }
    return variables;
  }

  private static boolean hasAvx512(String processor) {
    return AVX512.stream().allMatch(flag -> processor.contains(" " + flag));
  }

  private static boolean hasMkl() {
    String folder = "/org/bytedeco/mkl/" + Loader.getPlatform() + "/";
    return Stream.of("libmkl_rt.so.2", "mkl_rt.2.dll", "libmkl_rt.2.dylib")
        .anyMatch(name -> TorchBlas.class.getResource(folder + name) != null);
  }

  /** What Linux says of the first processor; empty elsewhere. */
  private static String processor() {
    try {
      String all = Files.readString(Path.of("/proc/cpuinfo"));
      int end = all.indexOf("\n\n");
      return end < 0 ? all : all.substring(0, end);
    } catch (IOException e) {
      return "";
    }
  }
}
