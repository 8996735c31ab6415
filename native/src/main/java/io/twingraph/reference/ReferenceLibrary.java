// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.engine.TrainingSession;
import io.twingraph.nativelib.MemoryLimit;
import io.twingraph.nativelib.NativeLibraries;
import io.twingraph.nativelib.NativeParts;
import io.twingraph.nativelib.NativeProblem;
import io.twingraph.run.Provenance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The C++ part in this process: whether it is there, and what it says of itself. */
final class ReferenceLibrary {
  private static final String NAME = ReferenceEngineProvider.NAME;

  /** Why the library is not there; empty if it is. */
  private static final Optional<NativeProblem> PROBLEM = tryToLoad();

  private ReferenceLibrary() {}

  /** Why the library is not there; empty if it is. */
  static Optional<NativeProblem> problem() {
    return PROBLEM;
  }

  /**
   * Throws if the C++ part is not there, from what went wrong when it was loaded.
   *
   * @throws EngineUnavailableException if {@code problem} is not empty
   */
  static void requireLoaded(Optional<NativeProblem> problem) {
    if (problem.isPresent()) {
      throw new EngineUnavailableException(
          NAME,
          "the engine",
          "the project's own C++ library jnitwingraphreference (" + problem.get().what() + ")",
          problem.get().toDo(NativeParts.BUILD),
          null);
    }
  }

  /**
   * The device in use: always {@code "cpu"}.
   *
   * @throws EngineUnavailableException if a GPU is asked for
   */
  static String device(DeviceRequest request) {
    if (request.kind() == DeviceRequest.Kind.CUDA) {
      throw new EngineUnavailableException(
          NAME,
          "device " + request,
          "code for GPUs: the reference engine is plain C++ for the CPU",
          "use device 'cpu'",
          null);
    }
    return "cpu";
  }

  static EngineInfo info(String device, int threads) {
    Map<String, String> details = new LinkedHashMap<>();
    MemoryLimit.notice().ifPresent(notice -> details.put(TrainingSession.NOTICE, notice));
    details.put("precision", "float64");
    details.put("language", "C++17");
    details.put("compiler", ReferenceGraph.compiler());
    details.put("summation", "each sum by one thread, in one order, without fused multiply-add");
    details.put("deterministic", "on, whatever the number of threads");
    return new EngineInfo(NAME, Provenance.version(), device, threads, details);
  }

  /** The exception to throw for one that came out of {@code action}. */
  static RuntimeException translate(String action, RuntimeException thrown) {
    if (thrown.getClass() != RuntimeException.class) {
      return thrown; // not from native code: JavaCPP throws plain RuntimeExceptions
    }
    String text = String.valueOf(thrown.getMessage());
    if (text.startsWith("std::bad_a")) {
      text +=
          "\n  to do:   use a smaller batch size or a smaller model; float64 needs more memory than"
              + " the process can get";
    }
    return new EngineException(NAME, action, text, thrown);
  }

  private static Optional<NativeProblem> tryToLoad() {
    try {
      // By name: to use the class would make JavaCPP choose a folder first, as it is a Pointer.
      NativeLibraries.load(ReferenceGraph.class);
      return Optional.empty();
    } catch (LinkageError e) {
      return Optional.of(NativeProblem.of(e));
    }
  }
}
