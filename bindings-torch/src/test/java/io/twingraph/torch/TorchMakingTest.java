// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.graph.Graph;
import io.twingraph.graph.Node;
import io.twingraph.spec.Presets;
import org.junit.jupiter.api.Test;

/** The words for each moment of a step, on the matched preset's batch of 32. */
class TorchMakingTest {
  private static final String AS_BEFORE =
      "parameters and optimizer state are as before; the session can go on";

  private final Graph graph = Presets.matched().graph();
  private final TorchMaking making = new TorchMaking(graph);

  private Node node(String name) {
    return graph.nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void forwardPassNamesTheLayersTensor() {
    making.images(32);
    assertThat(making.tensor())
        .isEqualTo("the batch's images, float32[32, 28, 28, 1], 100,352 bytes (98.00 KiB)");
    making.node(node("conv2d_1/preactivation"));
    assertThat(making.tensor())
        .isEqualTo("conv2d_1/preactivation, float32[32, 24, 24, 64], 4,718,592 bytes (4.50 MiB)");
    making.node(node("conv2d_1"));
    assertThat(making.tensor()).startsWith("conv2d_1, float32[32, 24, 24, 64], ");
    making.node(node("dense_1"));
    assertThat(making.tensor()).isEqualTo("dense_1, float32[32, 10], 1,280 bytes (1.25 KiB)");
    assertThat(making.state()).isEqualTo(AS_BEFORE);
  }

  @Test
  void labelsAndLossAndGradientsSayWhatTheyBelongTo() {
    making.images(32);
    making.labels();
    assertThat(making.tensor()).isEqualTo("the batch's labels, int64[32], 256 bytes");
    making.node(node("dense_1"));
    making.loss();
    assertThat(making.tensor()).startsWith("the loss, of dense_1, float32[32, 10], ");
    making.gradients();
    assertThat(making.tensor())
        .isEqualTo(
            "gradients; the largest activation's is that of conv2d_1/preactivation,"
                + " float32[32, 24, 24, 64], 4,718,592 bytes (4.50 MiB)");
    assertThat(making.state()).isEqualTo(AS_BEFORE);
  }

  @Test
  void updateThatStopsIsHalfWay() {
    making.update("dense/kernel");
    assertThat(making.tensor())
        .isEqualTo("the update of dense/kernel, float32[9216, 1024], 37,748,736 bytes (36.00 MiB)");
    assertThat(making.state())
        .isEqualTo(
            "half-way: the update stopped at dense/kernel, and others may be new; load"
                + " parameters and optimizer state before going on");
    making.result();
    assertThat(making.state())
        .isEqualTo(
            "parameters and optimizer state are those after the step; the session can go on");
  }

  @Test
  void openingAndLoadingSayWhatIsLeft() {
    making.parameter("conv2d/bias");
    assertThat(making.tensor()).isEqualTo("parameter conv2d/bias, float32[32], 128 bytes");
    assertThat(making.state())
        .isEqualTo("the session was not opened, and what it held is free again");
    making.slots();
    assertThat(making.tensor()).isEqualTo("the optimizer's slots, each as large as its parameter");
    assertThat(making.state()).startsWith("the session was not opened");
    making.loading();
    assertThat(making.state())
        .isEqualTo("half-way: some tensors may be new and some old; load them again");
    making.begin();
    assertThat(making.tensor()).isEqualTo("a copy for the caller");
    assertThat(making.state()).isEqualTo(AS_BEFORE);
  }

  @Test
  void sizesAreWrittenAsLibtorchWritesThem() {
    assertThat(TorchMaking.size(1536)).isEqualTo("1.50 KiB");
    assertThat(TorchMaking.size(294_912_000_000L)).isEqualTo("274.66 GiB");
    assertThat(TorchMaking.size(1L << 47)).isEqualTo("128.00 TiB");
  }
}
