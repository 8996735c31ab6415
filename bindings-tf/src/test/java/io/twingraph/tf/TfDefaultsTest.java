// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_INT32;

import io.twingraph.engine.EngineException;
import io.twingraph.engine.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_Tensor;

/**
 * What TensorFlow does by itself where the specification means something else: the reasons for the
 * detours in {@link TfLowering} and {@link TfOptimizer}. A test that fails after an update of
 * TensorFlow says that a detour may go.
 */
final class TfDefaultsTest {
  private static final float[] IMAGE = new float[25];
  private static final float[] KERNEL = {1, 2, 3, 4, 5, 6, 7, 8, 9};

  private TfGraph graph;

  @BeforeEach
  void openGraph() {
    TfLibrary.load(new TfEngineProvider().environment(2));
    for (int i = 0; i < IMAGE.length; i++) {
      IMAGE[i] = i * 7 % 11;
    }
    graph = new TfGraph("/device:CPU:0");
  }

  @AfterEach
  void closeGraph() {
    graph.close();
  }

  @Test
  void gradientOfAConvolutionDropsItsExplicitPaddings() {
    TfGraph.Value x = graph.constant("x", IMAGE, 1, 5, 5, 1);
    TfGraph.Value w = graph.constant("w", KERNEL, 3, 3, 1, 1);
    TfGraph.Value y =
        conv(x, w, "EXPLICIT").numbers("explicit_paddings", 0, 0, 1, 1, 1, 1, 0, 0).value();
    assertThat(run(List.of(y)).get(0).shape()).containsExactly(1, 5, 5, 1);
    List<TfGraph.Value> gradients = gradients(y, x, w);
    assertThatThrownBy(() -> run(gradients))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("explicit_paddings attribute must contain 8 values, but got: 0");
  }

  @Test
  void gradientOfADilatedConvolutionIsSilentlyThatOfAnUndilatedOne() {
    TfGraph.Value x = graph.constant("x", IMAGE, 1, 5, 5, 1);
    TfGraph.Value w = graph.constant("w", KERNEL, 3, 3, 1, 1);
    TfGraph.Value dilated = conv(x, w, "SAME").numbers("dilations", 1, 2, 2, 1).value();
    List<HostTensor> results = run(gradients(dilated, x, w));
    // Pixel (0,1) is seen two apart, by the outputs (0,1), (0,3), (2,1) and (2,3), and without
    // dilation by six; w[0,0] meets the image from output (2,2), and without dilation from (1,1)
    // on.
    assertThat(results.get(0).data()[1]).as("wrong; right is 5 + 4 + 2 + 1 = 12").isEqualTo(21);
    assertThat(results.get(1).data()[0])
        .as("wrong; right is the sum over rows and columns 0 to 2")
        .isEqualTo(sum(0, 4))
        .isNotEqualTo(sum(0, 3));
  }

  /** oneDNN's kernels depend on the processor: on one where they are right there is no finding. */
  @Test
  void convolutionOfOneChannelIsWrongWhereAStridedWindowFillsARow() {
    int images = 28;
    float[] values = new float[images * 4 * 5];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    TfGraph.Value x = graph.constant("x", values, images, 4, 5, 1);
    TfGraph.Value w = graph.constant("w", Arrays.copyOf(KERNEL, 12), 1, 3, 1, 4);
    TfGraph.Value y =
        graph
            .operation("Conv2D", "conv")
            .inputs(x, w)
            .type("T", TF_FLOAT)
            .numbers("strides", 1, 1, 3, 1)
            .text("padding", "VALID")
            .value();
    float[] out = run(List.of(y)).get(0).data();
    int wrong = 0;
    for (int row = 0; row < images * 4; row++) {
      int first = 5 * row + 1;
      wrong += out[4 * row] == first + 5 * (first + 1) + 9 * (first + 2) ? 0 : 1;
    }
    assumeTrue(
        wrong > 0, "skipped: TensorFlow's convolution is right here; another processor's is not");
    assertThat(wrong).as("rows after the first of an image").isEqualTo(84);
  }

  @Test
  void gradientOfMaxPoolingDropsItsExplicitPaddings() {
    TfGraph.Value x = graph.constant("x", IMAGE, 1, 5, 5, 1);
    TfGraph.Value y =
        graph
            .operation("MaxPool", "pool")
            .inputs(x)
            .type("T", TF_FLOAT)
            .numbers("ksize", 1, 2, 2, 1)
            .numbers("strides", 1, 2, 2, 1)
            .text("padding", "EXPLICIT")
            .numbers("explicit_paddings", 0, 0, 0, 1, 0, 1, 0, 0)
            .value();
    assertThat(run(List.of(y)).get(0).shape()).containsExactly(1, 3, 3, 1);
    List<TfGraph.Value> gradients = gradients(y, x);
    assertThatThrownBy(() -> run(gradients))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("explicit_paddings");
  }

  @Test
  void sparseCrossEntropyHasNoGradient() {
    TfGraph.Value logits = graph.constant("logits", new float[8], 2, 4);
    TfGraph.Value loss =
        graph
            .operation("SparseSoftmaxCrossEntropyWithLogits", "loss")
            .inputs(logits, graph.constant("labels", new int[] {0, 3}, 2))
            .type("T", TF_FLOAT)
            .type("Tlabels", TF_INT32)
            .value();
    assertThatThrownBy(() -> gradients(loss, logits))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("the construction of gradients")
        .hasMessageContaining("No gradient defined for op: SparseSoftmaxCrossEntropyWithLogits");
  }

  @Test
  void adamAddsEpsilonBeforeTheCorrectionSoThatItWeighs31TimesMoreAtTheFirstStep() {
    float epsilon = 1e-3f;
    float gradient = 1e-3f;
    TfVariable p = TfVariable.add(graph, "p", new int[] {1});
    TfVariable m = TfVariable.add(graph, "m", new int[] {1});
    TfVariable v = TfVariable.add(graph, "v", new int[] {1});
    TF_Operation update =
        graph
            .operation("ResourceApplyAdam", "update")
            .inputs(p.handle(), m.handle(), v.handle())
            .inputs(scalar("power1", 0.9f), scalar("power2", 0.999f), scalar("rate", 1))
            .inputs(scalar("beta1", 0.9f), scalar("beta2", 0.999f), scalar("epsilon", epsilon))
            .inputs(graph.constant("gradient", new float[] {gradient}, 1))
            .type("T", TF_FLOAT)
            .done();
    double moved = -stepFromZero(List.of(p, m, v), update, p);
    assertThat(moved).isCloseTo(gradient / (gradient + epsilon * 31.62), within(1e-3));
    assertThat(gradient / (gradient + epsilon)).as("the paper's form").isEqualTo(0.5f);
  }

  private double stepFromZero(List<TfVariable> variables, TF_Operation update, TfVariable read) {
    TF_Session session = TfLibrary.openSession(graph.pointer(), 2, 1, "cpu");
    try (TF_Tensor zero = TfTensors.allocate(new long[] {1}, new float[1]);
        TfCall assign =
            new TfCall(
                variables.stream().map(TfVariable::given).toList(),
                List.of(),
                variables.stream().map(TfVariable::assign).toList());
        TfCall step = new TfCall(List.of(), List.of(), List.of(update));
        TfCall reading = new TfCall(List.of(), List.of(read.read()), List.of())) {
      assign.run(session, "assign", List.of(zero, zero, zero)).close();
      step.run(session, "step", List.of()).close();
      try (TfResults results = reading.run(session, "read", List.of())) {
        return results.tensor(0).data()[0];
      }
    } finally {
      TfLibrary.closeSession(session);
    }
  }

  private TfGraph.Value scalar(String name, float value) {
    return graph.constant(name, new float[] {value});
  }

  private TfGraph.Builder conv(TfGraph.Value x, TfGraph.Value w, String padding) {
    return graph
        .operation("Conv2D", "conv")
        .inputs(x, w)
        .type("T", TF_FLOAT)
        .numbers("strides", 1, 1, 1, 1)
        .text("padding", padding);
  }

  private List<TfGraph.Value> gradients(TfGraph.Value y, TfGraph.Value... xs) {
    TfGraph.Value ones = graph.floats("OnesLike", "ones", y);
    return graph.gradients(y, ones, Arrays.asList(xs));
  }

  private List<HostTensor> run(List<TfGraph.Value> values) {
    TF_Session session = TfLibrary.openSession(graph.pointer(), 2, 1, "cpu");
    try (TfCall call = new TfCall(List.of(), values, List.of());
        TfResults results = call.run(session, "the test", List.of())) {
      List<HostTensor> tensors = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        tensors.add(results.tensor(i));
      }
      return tensors;
    } finally {
      TfLibrary.closeSession(session);
    }
  }

  /** The sum of the image over rows and columns {@code from} (inclusive) to {@code to}. */
  private static float sum(int from, int to) {
    float sum = 0;
    for (int y = from; y < to; y++) {
      for (int x = from; x < to; x++) {
        sum += IMAGE[y * 5 + x];
      }
    }
    return sum;
  }
}
