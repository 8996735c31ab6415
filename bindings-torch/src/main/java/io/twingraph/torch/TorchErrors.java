// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineUnavailableException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Turns what libtorch and JavaCPP throw into the contract's exceptions: says what was being done,
 * keeps the native text's first lines, drops the C++ stack, and adds what to do where it is known.
 */
final class TorchErrors {
  /** Text of libtorch's messages and what to do about it; the first match counts. */
  private static final Map<String, String> HINTS = new LinkedHashMap<>();

  static {
    String memory = "use a smaller batch size or a smaller model; the step needs more memory";
    HINTS.put("CUDA out of memory", memory + " than the GPU has free");
    HINTS.put("can't allocate memory", memory + " than the process can get");
    HINTS.put("std::bad_alloc", memory + " than the process can get");
    HINTS.put(
        "no kernel image is available",
        "this GPU is not among those that the natives were built for; use device 'cpu'");
    HINTS.put("driver version is insufficient", "update the NVIDIA driver, or use device 'cpu'");
  }

  private TorchErrors() {}

  /** The exception to throw for one that came out of {@code action}. */
  static RuntimeException translate(String action, RuntimeException thrown) {
    if (thrown.getClass() != RuntimeException.class) {
      return thrown; // not from native code: JavaCPP throws plain RuntimeExceptions
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
  static EngineUnavailableException notLoaded(String artifact, Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return new EngineUnavailableException(
        TorchEngineProvider.NAME,
        "the engine",
        "libtorch did not load (" + cause + ")",
        "put the natives on the class path: " + artifact,
        thrown);
  }
}
