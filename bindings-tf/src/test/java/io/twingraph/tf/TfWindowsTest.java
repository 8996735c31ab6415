// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphOperationByName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OperationGetAttrIntList;

import io.twingraph.op.Size;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Status;

/** Which strides TensorFlow itself is given; what comes out is held to the contract elsewhere. */
final class TfWindowsTest {
  @BeforeAll
  static void load() {
    TfLibrary.load(new TfEngineProvider().environment(2));
  }

  /** Its gradient is what overwrites memory with oneDNN's AVX2 kernels; a test of it would, too. */
  @Test
  void strideOfAKernelOfOnePixelIsNeverTensorFlowsOwn() {
    assertThat(strides(Size.square(1), new Size(2, 3))).containsExactly(1, 1, 1, 1);
    assertThat(strides(Size.square(1), new Size(2, 1))).containsExactly(1, 1, 1, 1);
    assertThat(strides(Size.square(1), Size.square(1))).containsExactly(1, 1, 1, 1);
  }

  @Test
  void strideAlongARowThatOneWindowFillsIsNeverTensorFlowsOwn() {
    assertThat(strides(new Size(1, 5), new Size(2, 3))).containsExactly(1, 2, 1, 1);
  }

  @Test
  void otherStridesAreThoseOfTheLayer() {
    assertThat(strides(new Size(2, 2), new Size(2, 3))).containsExactly(1, 2, 3, 1);
    assertThat(strides(new Size(1, 2), new Size(2, 1))).containsExactly(1, 2, 1, 1);
  }

  private static long[] strides(Size kernel, Size stride) {
    Layer conv = new Layer.Conv2d(null, 2, kernel, stride, null, null, null, null);
    Model model = Model.of(Input.of(8, 6, 1), conv, Layer.flatten(), Layer.dense(2));
    try (TfGraph graph = new TfGraph("/device:CPU:0");
        TF_Status status = TF_Status.newStatus()) {
      TfLowering.lower(graph, Experiment.of("windows", model));
      TF_Operation operation = TF_GraphOperationByName(graph.pointer(), "layers/conv2d/conv2d");
      long[] strides = new long[4];
      TF_OperationGetAttrIntList(operation, "strides", strides, strides.length, status);
      TfErrors.check(status, "the test");
      return strides;
    }
  }
}
