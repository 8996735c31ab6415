// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tensorflow.internal.c_api.TF_Session;

/** The loss as a GPU has it, on whatever TensorFlow finds here, against the CPU's fused one. */
class TfLossTest {
  private static final int CLASSES = 3;
  private static final float[] LOGITS = {1, 2, 3, -40, 60, 0.5f, 0, 0, 0, 88, -88, 88};
  private static final int[] LABELS = {0, 1, 2, 1};

  @BeforeAll
  static void load() {
    TfLibrary.load(new TfEngineProvider().environment(2));
  }

  @Test
  void severalOperationsComputeWhatTheFusedOneDoes() {
    float[] fused = lossAndGradient("/device:CPU:0", "cpu");
    float[] plain = lossAndGradient("/device:GPU:0", "cuda:0");
    assertThat(plain).hasSize(1 + LOGITS.length);
    for (int i = 0; i < fused.length; i++) {
      assertThat(plain[i])
          .as("number %d", i)
          .isCloseTo(fused[i], within(1e-6f * Math.max(1, Math.abs(fused[i]))));
    }
    assertThat(fused[0]).as("a mean loss of these logits").isGreaterThan(40);
  }

  private static float[] lossAndGradient(String operations, String device) {
    try (TfGraph graph = new TfGraph(operations)) {
      TfGraph.Value logits = graph.constant("logits", LOGITS, LABELS.length, CLASSES);
      TfGraph.Value labels = graph.constant("labels", LABELS, LABELS.length);
      TfLoss loss = TfLoss.add(graph, logits, labels, CLASSES);
      TF_Session session = TfLibrary.openSession(graph.pointer(), 2, LABELS.length, device);
      try (TfCall call = new TfCall(List.of(), List.of(loss.mean(), loss.byLogits()), List.of());
          TfResults results = call.run(session, "the loss", List.of())) {
        float[] gradient = results.tensor(1).data();
        float[] both = new float[1 + gradient.length];
        both[0] = results.scalar(0);
        System.arraycopy(gradient, 0, both, 1, gradient.length);
        return both;
      } finally {
        TfLibrary.closeSession(session);
      }
    }
  }
}
