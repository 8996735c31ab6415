// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GetCode;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OK;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetStatus;

import io.twingraph.engine.EngineException;
import io.twingraph.nativelib.NativeProblem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.internal.c_api.TF_Status;

final class TfErrorsTest {
  @BeforeAll
  static void loadLibrary() {
    TfLibrary.load(new TfEngineProvider().environment(2));
  }

  @ParameterizedTest
  @CsvSource({
    "1, CANCELLED, session is closed",
    "2, UNKNOWN, gives no kind",
    "3, INVALID_ARGUMENT, a type or an attribute",
    "4, DEADLINE_EXCEEDED, longer than allowed",
    "5, NOT_FOUND, is missing",
    "6, ALREADY_EXISTS, name is taken",
    "7, PERMISSION_DENIED, refuses access",
    "8, RESOURCE_EXHAUSTED, use a smaller batch",
    "9, FAILED_PRECONDITION, before it had a value",
    "10, ABORTED, lost against another",
    "11, OUT_OF_RANGE, outside its range",
    "12, UNIMPLEMENTED, no kernel for this operation on this device",
    "13, INTERNAL, contradicts itself",
    "14, UNAVAILABLE, does not answer",
    "15, DATA_LOSS, damaged",
    "16, UNAUTHENTICATED, credentials"
  })
  void everyCodeBecomesAnExceptionWithItsNameAndTheNativeText(
      int code, String name, String explanation) {
    try (TF_Status status = TF_Status.newStatus()) {
      TF_SetStatus(status, code, "native text " + code);
      assertThatThrownBy(() -> TfErrors.check(status, "train step 12"))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("tensorflow failed during train step 12: " + name + " (")
          .hasMessageContaining(explanation)
          .hasMessageEndingWith("native text " + code);
      assertThat(TF_GetCode(status)).as("the status is cleared").isEqualTo(TF_OK);
    }
  }

  @Test
  void kernelThatTheMachineCouldNotCompileNamesTheFileThatItTakes() {
    try (TF_Status status = TF_Status.newStatus()) {
      TF_SetStatus(
          status, 2, "JIT compilation failed.\n\t [[{{node layers/activation/activation}}]]");
      assertThatThrownBy(() -> TfErrors.check(status, "train step 1"))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining(
              "JIT compilation failed.\n\t [[{{node layers/activation/activation}}")
          .hasMessageContaining("It needs nvvm/libdevice/libdevice.10.bc of CUDA's compiler")
          .hasMessageContaining("TWINGRAPH_CUDA_COMPILER=FOLDER");
    }
  }

  @Test
  void okIsNoError() {
    try (TF_Status status = TF_Status.newStatus()) {
      assertThatCode(() -> TfErrors.check(status, "nothing")).doesNotThrowAnyException();
    }
    assertThat(TfErrors.meaning(TF_OK).name()).isEqualTo("OK");
  }

  @Test
  void codeOutsideTheTableKeepsItsNumber() {
    assertThat(TfErrors.failure(99, "odd", "a trace", null))
        .hasMessage(
            "tensorflow failed during a trace: code 99 (a code that TensorFlow 2.18 does not have):"
                + " odd");
    assertThat(TfErrors.meaning(-1).name()).isEqualTo("code -1");
  }

  @Test
  void missingTextIsSaidToBeMissing() {
    assertThat(TfErrors.failure(13, " ", "a trace", null))
        .hasMessageEndingWith("please report this): TensorFlow says no more");
  }

  @Test
  void nativesThatAreNotThereAreNamedWithTheArtifact() {
    LinkageError thrown =
        new UnsatisfiedLinkError("no jnitensorflow in java.library.path: /usr/lib");
    assertThat(TfErrors.notLoaded("group:artifact:1:linux", NativeProblem.of(thrown), thrown))
        .hasMessageContaining("tensorflow: the engine is not available")
        .hasMessageContaining("missing: TensorFlow did not load: no natives for")
        .hasMessageContaining("to do:   put the natives on the class path: group:artifact:1:linux")
        .hasCause(thrown);
  }

  @Test
  void nativesThatAreThereAndDoNotLoadAreNotAskedFor() {
    LinkageError thrown = new UnsatisfiedLinkError("libm.so.6: version `GLIBC_2.99' not found");
    assertThat(TfErrors.notLoaded("group:artifact:1:linux", NativeProblem.of(thrown), thrown))
        .hasMessageContaining("TensorFlow did not load: this system's C library is too old")
        .hasMessageContaining("GLIBC_2.99")
        .hasMessageNotContaining("class path");
  }

  @Test
  void graphErrorNamesTheOperationAndKeepsTheShapes() {
    try (TfGraph graph = new TfGraph("/device:CPU:0")) {
      TfGraph.Value a = graph.constant("a", new float[6], 2, 3);
      TfGraph.Value b = graph.constant("b", new float[8], 4, 2);
      assertThatThrownBy(() -> graph.floats("MatMul", "layers/dense/matmul", a, b))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("the construction of layers/dense/matmul")
          .hasMessageContaining("INVALID_ARGUMENT")
          .hasMessageContaining("3 and 4");
      assertThatCode(() -> graph.constant("c", new float[1]))
          .as("the next call is not hurt by the last one's error")
          .doesNotThrowAnyException();
    }
  }
}
