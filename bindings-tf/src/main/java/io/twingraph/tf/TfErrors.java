// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_GetCode;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Message;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OK;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetStatus;

import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.nativelib.NativeProblem;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_Status;

/** Turns TensorFlow's status codes into {@link EngineException}, with the native text kept. */
final class TfErrors {

  /** What a status code says, for people. */
  record Meaning(String name, String explanation) {}

  /** Index is the code: the whole of {@code TF_Code} in tensorflow/c/tf_status.h. */
  private static final List<Meaning> CODES =
      List.of(
          new Meaning("OK", "no error"),
          new Meaning("CANCELLED", "the call was cancelled, as when its session is closed"),
          new Meaning("UNKNOWN", "TensorFlow gives no kind"),
          new Meaning("INVALID_ARGUMENT", "TensorFlow refuses a shape, a type or an attribute"),
          new Meaning("DEADLINE_EXCEEDED", "the call took longer than allowed"),
          new Meaning("NOT_FOUND", "a resource, an operation or a file is missing"),
          new Meaning("ALREADY_EXISTS", "the name is taken"),
          new Meaning("PERMISSION_DENIED", "the system refuses access"),
          new Meaning(
              "RESOURCE_EXHAUSTED", "memory ran out: use a smaller batch, or a device with more"),
          new Meaning("FAILED_PRECONDITION", "a variable was read before it had a value"),
          new Meaning("ABORTED", "the call lost against another one"),
          new Meaning("OUT_OF_RANGE", "an index lies outside its range"),
          new Meaning("UNIMPLEMENTED", "no kernel for this operation on this device"),
          new Meaning("INTERNAL", "TensorFlow contradicts itself; please report this"),
          new Meaning("UNAVAILABLE", "a service or device does not answer"),
          new Meaning("DATA_LOSS", "data is damaged"),
          new Meaning("UNAUTHENTICATED", "no valid credentials"));

  private TfErrors() {}

  /**
   * Returns if the status is OK; else clears it and throws. TensorFlow leaves a status as it is
   * when a later call succeeds, so one that is not cleared would fail that call too.
   *
   * @param action what was being done: {@code "train step 12"}
   */
  static void check(TF_Status status, String action) {
    int code = TF_GetCode(status);
    if (code == TF_OK) {
      return;
    }
    String text;
    try (BytePointer message = TF_Message(status)) {
      text = message.getString();
    }
    TF_SetStatus(status, TF_OK, "");
    throw failure(
        code, TfOutOfMemory.explain(text).orElseGet(() -> uncompiled(text)), action, null);
  }

  /**
   * The same text; of a kernel that TensorFlow compiles for a GPU while it runs, as for sigmoid and
   * gelu, and could not, with what it needs.
   */
  private static String uncompiled(String text) {
    return text.contains("JIT compilation failed")
        ? text
            + "\nTensorFlow compiles this operation's kernel on the machine. It needs"
            + " nvvm/libdevice/libdevice.10.bc of CUDA's compiler (cuda-nvcc-12-9, or"
            + " nvidia-cuda-nvcc-cu12 from PyPI) in /usr/local/cuda, or in a folder that"
            + " TWINGRAPH_CUDA_COMPILER=FOLDER names"
        : text;
  }

  /** The exception for a code and its native text. */
  static EngineException failure(int code, String text, String action, Throwable cause) {
    Meaning meaning = meaning(code);
    return new EngineException(
        TfEngineProvider.NAME,
        action,
        meaning.name()
            + " ("
            + meaning.explanation()
            + "): "
            + (text.isBlank() ? "TensorFlow says no more" : text),
        cause);
  }

  /** Name and explanation of a code; of one that no table has, its number. */
  static Meaning meaning(int code) {
    return code >= 0 && code < CODES.size()
        ? CODES.get(code)
        : new Meaning("code " + code, "a code that TensorFlow 2.18 does not have");
  }

  /** The exception for natives that did not load. */
  static EngineUnavailableException notLoaded(
      String artifact, NativeProblem problem, LinkageError thrown) {
    return new EngineUnavailableException(
        TfEngineProvider.NAME,
        "the engine",
        "TensorFlow did not load: " + problem.what(),
        problem.toDo("put the natives on the class path: " + artifact),
        thrown);
  }
}
