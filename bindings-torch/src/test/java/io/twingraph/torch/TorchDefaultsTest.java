// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TrainingSession;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Where libtorch's own default means something else than the contract: the binding's value is the
 * canonical one, and the default's is another. Hand-worked values are in {@code MeaningContract}.
 */
class TorchDefaultsTest {
  private static final long[] NONE = {0, 0};
  private static final long[] ONES = {1, 1};

  private TorchEngine engine;

  @BeforeEach
  void openEngine() {
    engine = (TorchEngine) new TorchEngineProvider().open(new EngineOptions(DeviceRequest.CPU, 1));
  }

  @AfterEach
  void closeEngine() {
    engine.close();
  }

  @Test
  void averagePoolingCountsPaddingByDefault() {
    Layer pool = Layer.avgPool2d(2).withPadding(new Padding.Explicit(1, 1, 1, 1));
    Batch batch = Batch.of(2, 2, 1, new float[] {1, 2, 3, 4}, 0);
    long[] two = {2, 2};
    long[] one = {1, 1};
    float[] byDefault =
        byDefault(batch, x -> torch.avg_pool2d(x, two, two, one, false, true, new LongOptional()));
    assertThat(byDefault).containsExactly(0.25f, 0.5f, 0.75f, 1);
    assertThat(ours(pool, batch)).containsExactly(1, 2, 3, 4);
  }

  /** oneDNN's kernels depend on the processor: on one where they are right there is no finding. */
  @Test
  void convolutionOfOneChannelIsWrongWhereAStridedWindowFillsARow() {
    int images = 28;
    float[] values = new float[images * 4 * 5];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    Batch batch = Batch.of(4, 5, 1, values, new int[images]);
    long[] stride = {1, 3};
    float[] out =
        byDefault(
            batch,
            x -> {
              Tensor kernel = torch.arange(new Scalar(1f), new Scalar(13f));
              Tensor oihw = kernel.view(1, 3, 1, 4).permute(3, 2, 0, 1).contiguous();
              Tensor bias = torch.zeros(4);
              return torch
                  .conv2d(x, oihw, new TensorOptional(bias), stride, NONE, ONES, 1)
                  .select(1, 0);
            });
    int wrong = 0;
    for (int row = 0; row < images * 4; row++) {
      int first = 5 * row + 1;
      wrong += out[row] == first + 5 * (first + 1) + 9 * (first + 2) ? 0 : 1;
    }
    assumeTrue(
        wrong > 0, "skipped: libtorch's convolution is right here; another processor's is not");
    assertThat(wrong).as("rows after the first of an image").isEqualTo(84);
  }

  @Test
  void flatteningGoesChannelByChannelByDefault() {
    Batch batch = Batch.of(1, 2, 2, new float[] {1, 2, 3, 4}, 0);
    assertThat(byDefault(batch, x -> x.flatten(1, -1))).containsExactly(1, 3, 2, 4);
    assertThat(ours(Layer.activation(ActivationFunction.LINEAR), batch))
        .containsExactly(1, 2, 3, 4);
  }

  @Test
  void leakyReluHasASlopeOfItsOwnByDefault() {
    Batch batch = Batch.of(1, 1, 1, new float[] {-1}, 0);
    assertThat(byDefault(batch, torch::leaky_relu)).containsExactly(-0.01f);
    assertThat(ours(Layer.activation(ActivationFunction.leakyRelu(0.25)), batch))
        .containsExactly(-0.25f);
  }

  @Test
  void strideOfAPoolIsItsWindowByDefault() {
    Layer pool = new Layer.MaxPool2d(null, Size.square(2), Size.square(1), null);
    Batch batch = Batch.of(1, 1, 1, new float[] {1}, 0);
    Batch three = Batch.of(3, 3, 1, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 0);
    assertThat(byDefault(batch, x -> torch.relu(x))).containsExactly(1);
    assertThat(byDefault(three, x -> torch.max_pool2d(x, 2, 2))).containsExactly(5);
    assertThat(ours(pool, three)).containsExactly(5, 6, 8, 9);
  }

  @Test
  void paddingOnOneSideIsMoreThanConvolutionOffers() {
    // libtorch's own padding of 1 is on both sides: 4x4 outputs instead of 3x3.
    Batch batch = RandomExperiments.batch(experiment(Input.of(3, 3, 1), Layer.conv2d(1, 2)), 1, 1);
    Layer one = Layer.conv2d(1, 2).withPadding(new Padding.Explicit(0, 1, 0, 1));
    Layer both = Layer.conv2d(1, 2).withPadding(new Padding.Explicit(1, 1, 1, 1));
    assertThat(ours(one, batch)).hasSize(9);
    assertThat(ours(both, batch)).hasSize(16);
  }

  private float[] ours(Layer layer, Batch batch) {
    Experiment experiment =
        experiment(Input.of(batch.height(), batch.width(), batch.channels()), layer);
    try (TrainingSession session = engine.open(experiment, InitialParameters.draw(experiment))) {
      return session.predict(batch).data();
    }
  }

  private static Experiment experiment(Input input, Layer layer) {
    return Experiment.of("defaults", Model.of(input, layer, Layer.flatten()));
  }

  /** The values of an operation with libtorch's defaults, in libtorch's own order. */
  private float[] byDefault(Batch batch, UnaryOperator<Tensor> operation) {
    HostTensor values =
        engine.call(
            "a default",
            () -> {
              Tensor result = operation.apply(TorchTensors.wrapImages(batch, "cpu"));
              return TorchTensors.readActivation(result.reshape(1, -1));
            });
    return values.data();
  }
}
