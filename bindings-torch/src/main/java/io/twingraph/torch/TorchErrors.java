// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.cuda.CudaChain;
import io.twingraph.cuda.CudaException;
import io.twingraph.cuda.CudaLibrary;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.nativelib.NativeProblem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Turns what libtorch and JavaCPP throw into the contract's exceptions: says what was being done,
 * keeps the native text's first lines, drops the C++ stack, and adds what to do where it is known.
 */
final class TorchErrors {
  /** Text of libtorch's messages and what to do about it; the first match counts. */
  private static final Map<String, String> HINTS = new LinkedHashMap<>();

  private static final String LESS = "use a smaller batch size or a smaller model";

  /** Parts of what libtorch, cuBLAS and cuDNN say when memory runs out on a GPU. */
  private static final List<String> GPU_IS_FULL =
      List.of(
          "CUDA out of memory",
          "CUDA error: out of memory",
          "the CUDA runtime says: out of memory",
          "CUBLAS_STATUS_ALLOC_FAILED",
          "CUDNN_STATUS_ALLOC_FAILED");

  /** The same for a process. */
  private static final List<String> PROCESS_IS_FULL =
      List.of("can't allocate memory", "not enough memory", "std::bad_alloc");

  static {
    String memory = LESS + "; the step needs more memory";
    GPU_IS_FULL.forEach(text -> HINTS.put(text, memory + " than the GPU has free"));
    PROCESS_IS_FULL.forEach(text -> HINTS.put(text, memory + " than the process can get"));
    HINTS.put(
        "no kernel image is available",
        "this GPU is not among those that the natives were built for; use device 'cpu'");
    HINTS.put("driver version is insufficient", "update the NVIDIA driver, or use device 'cpu'");
  }

  private TorchErrors() {}

  /** The exception to throw for one that came out of {@code action}. */
  static RuntimeException translate(String action, RuntimeException thrown) {
    if (!isNative(thrown)) {
      return thrown;
    }
    String text = nativeText(thrown.getMessage());
    for (Map.Entry<String, String> hint : HINTS.entrySet()) {
      if (text.contains(hint.getKey())) {
        text += "\n  to do:   " + hint.getValue();
        break;
      }
    }
    return new EngineException(TorchEngineProvider.NAME, action, text, thrown);
  }

  /** JavaCPP throws plain RuntimeExceptions for what native code throws. */
  private static boolean isNative(RuntimeException thrown) {
    return thrown.getClass() == RuntimeException.class || thrown instanceof CudaException;
  }

  /** Whether memory was what native code had not enough of. */
  static boolean isOutOfMemory(RuntimeException thrown) {
    String text = String.valueOf(thrown.getMessage());
    return isNative(thrown)
        && Stream.concat(GPU_IS_FULL.stream(), PROCESS_IS_FULL.stream()).anyMatch(text::contains);
  }

  /**
   * The exception for memory that ran out, with all that helps to need less of it.
   *
   * @param making what did not fit
   * @param device whose memory it was
   * @param free bytes of it that are free now that what the call made is not there any more; empty
   *     where nobody can be asked
   */
  static EngineException outOfMemory(
      String action,
      TorchMaking making,
      String device,
      Optional<Long> free,
      RuntimeException thrown) {
    String text =
        "out of memory on "
            + device
            + "\n  making:  "
            + making.tensor()
            + "\n  native:  "
            + nativeText(thrown.getMessage()).replace("\n", "\n           ")
            + free.map(bytes -> freed(bytes, device)).orElse("")
            + "\n  state:   "
            + making.state()
            + "\n  to do:   "
            + LESS;
    return new EngineException(TorchEngineProvider.NAME, action, text, thrown);
  }

  private static String freed(long bytes, String device) {
    return String.format(
        Locale.ROOT,
        "\n  free:    %,d bytes (%s) of %s, now that what this held is given back",
        bytes,
        TorchMaking.size(bytes),
        device);
  }

  /** The first line of what native code says. */
  static String firstLine(RuntimeException thrown) {
    return nativeText(thrown.getMessage()).lines().findFirst().orElseThrow();
  }

  /** The message without the C++ stack and the tables that libtorch appends. */
  static String nativeText(String message) {
    if (message == null || message.isBlank()) {
      return "libtorch gave no message";
    }
    StringBuilder text = new StringBuilder();
    for (String line : message.strip().lines().toList()) {
      if (line.isBlank()
          || line.startsWith("Exception raised from")
          || line.startsWith("frame #")
          || line.startsWith("C++ CapturedTraceback")) {
        break;
      }
      text.append(text.length() == 0 ? "" : "\n").append(line.strip());
    }
    return text.length() == 0 ? "libtorch gave no message" : text.toString();
  }

  /** The exception for natives that did not load. */
  static EngineUnavailableException notLoaded(
      String artifact, NativeProblem problem, LinkageError thrown) {
    return new EngineUnavailableException(
        TorchEngineProvider.NAME,
        "the engine",
        "libtorch did not load: " + problem.what(),
        problem.toDo("put the natives on the class path: " + artifact),
        thrown);
  }

  /**
   * The exception for natives for GPUs that did not load, which most often lack a library of CUDA.
   *
   * @param missing the first library that they need and that does not load
   */
  static EngineUnavailableException notLoadedForGpus(
      String artifact, Optional<CudaChain.Link> missing, LinkageError thrown) {
    if (missing.isEmpty()) {
      return notLoaded(artifact, NativeProblem.of(thrown), thrown);
    }
    CudaLibrary library = missing.get().library();
    return new EngineUnavailableException(
        TorchEngineProvider.NAME,
        "the engine",
        library.file() + " (" + library.title() + "), which the natives for GPUs need",
        library.source() + "; or leave --cuda out to run on the CPU",
        thrown);
  }
}
