// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.cuda.CudaSystem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * The GPU of a device named {@code cuda:N}; what the preset has for CUDA is there with the natives
 * for GPUs alone.
 */
final class TorchCuda {
  /** What the name of a GPU begins with. */
  static final String PREFIX = "cuda:";

  private static final int CUDNN_9 = 90_000;

  private TorchCuda() {}

  /** Whether a device is a GPU. */
  static boolean is(String device) {
    return device.startsWith(PREFIX);
  }

  /** What is worth recording of a GPU that is in use: itself, driver, CUDA runtime and cuDNN. */
  static Map<String, String> details(String device) {
    Map<String, String> details = new LinkedHashMap<>(CudaSystem.details(device));
    whyNoStreams().ifPresent(why -> details.put("cudaStreams", "none: " + why));
    details.put("cudnn", cudnn(Context.hasCuDNN() ? Context.versionCuDNN() : 0));
    return details;
  }

  /** 91002 as {@code "9.10.2"}; until cuDNN 8 the first figure counted thousands. 0 is none. */
  static String cudnn(long number) {
    if (number == 0) {
      return "none";
    }
    long major = number >= CUDNN_9 ? number / 10_000 : number / 1_000;
    long minor = number >= CUDNN_9 ? number % 10_000 / 100 : number % 1_000 / 100;
    return major + "." + minor + "." + number % 100;
  }

  /** The bytes free on the GPU now; empty where nobody can be asked. */
  static Optional<Long> freeBytes(String device) {
    return CudaSystem.freeBytes(index(device));
  }

  /**
   * Why the preset's part for streams and memory cannot be used, which needs more of CUDA's
   * libraries than libtorch itself; empty where it can. Sessions do without it, slower.
   */
  static Optional<String> whyNoStreams() {
    return Streams.PROBLEM;
  }

  /** Gives the driver back what libtorch keeps for later and nobody uses, where that can be had. */
  static void emptyCache() {
    if (whyNoStreams().isPresent()) {
      return;
    }
    try {
      torch_cuda.getAllocator().emptyCache();
    } catch (RuntimeException e) {
      // Then libtorch keeps it, and uses it for what comes next.
    }
  }

  /** Its number. */
  static int index(String device) {
    return Integer.parseInt(device.substring(PREFIX.length()));
  }

  /** Loads that part when it is first asked for. */
  private static final class Streams {
    private static final Optional<String> PROBLEM = load();

    private static Optional<String> load() {
      try {
        Loader.load(torch_cuda.class);
        return Optional.empty();
      } catch (LinkageError | RuntimeException e) {
        // JavaCPP wraps what is missing in the build for the CPU: the classes of CUDA's presets.
        return Optional.of(String.valueOf(e.getMessage()));
      }
    }
  }
}
