// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.data.Batch;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.graph.Parameter;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import io.twingraph.spec.Schedule;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The canonical meaning, row by row of the semantic ledger, with values worked out by hand. A test
 * here fails if an engine uses its own library's default.
 */
public abstract class MeaningContract extends EngineSuite {
  /** Kernel values 1, 2, 3, ... in canonical order, biases 0. */
  private static TensorMap counting(Experiment experiment) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : experiment.graph().parameters()) {
      float[] data = new float[(int) parameter.count()];
      for (int i = 0; i < data.length && parameter.name().endsWith("kernel"); i++) {
        data[i] = i + 1;
      }
      int[] shape = parameter.shape().stream().mapToInt(Integer::intValue).toArray();
      tensors.put(parameter.name(), HostTensor.wrap(shape, data));
    }
    return new TensorMap(tensors);
  }

  private Trace trace(Experiment experiment, Batch batch) {
    try (TrainingSession session = open(experiment, counting(experiment))) {
      return session.trace(batch);
    }
  }

  private static Experiment of(Input input, Layer... layers) {
    return Experiment.of("meaning", Model.of(input, layers));
  }

  private static float[] upTo(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i + 1;
    }
    return values;
  }

  @Test
  void kernelsAreHwioAndConvolutionIsCrossCorrelation() {
    // 2x2 input with 1 channel, 2x2 kernel, 2 filters: filter 0 has 1,3,5,7, filter 1 has 2,4,6,8.
    Experiment experiment = of(Input.of(2, 2, 1), Layer.conv2d(2, 2), Layer.flatten());
    Trace trace = trace(experiment, Batch.of(2, 2, 1, upTo(4), 0));
    assertComputed(
        trace.activations().get("conv2d").toFloat32().data(),
        1 + 2 * 3 + 3 * 5 + 4 * 7,
        2 + 2 * 4 + 3 * 6 + 4 * 8);
  }

  @Test
  void channelsAreLastInImagesAndThirdInKernels() {
    // One pixel with channels (1, 2); kernel [1,1,2,2] = [[1,2],[3,4]].
    Experiment experiment = of(Input.of(1, 1, 2), Layer.conv2d(2, 1), Layer.flatten());
    Trace trace = trace(experiment, Batch.of(1, 1, 2, upTo(2), 0));
    assertComputed(trace.activations().get("conv2d").toFloat32().data(), 1 + 2 * 3, 2 + 2 * 4);
  }

  @Test
  void dilatedKernelLeavesPixelsOut() {
    // The corners of 3x3: 1, 3, 7, 9.
    Layer conv = Layer.conv2d(1, 2).withDilation(Size.square(2));
    Trace trace =
        trace(of(Input.of(3, 3, 1), conv, Layer.flatten()), Batch.of(3, 3, 1, upTo(9), 0));
    assertComputed(trace.activations().get("conv2d").toFloat32().data(), 1 + 2 * 3 + 3 * 7 + 4 * 9);
  }

  @Test
  void strideOfADilatedKernelIsBetweenItsFirstPixels() {
    // Three apart, from pixels 1 and 3: (1, 4) and (3, 6).
    Layer conv =
        new Layer.Conv2d(null, 1, new Size(1, 2), new Size(1, 2), null, null, null, null)
            .withDilation(new Size(1, 3));
    Trace trace =
        trace(of(Input.of(1, 7, 1), conv, Layer.flatten()), Batch.of(1, 7, 1, upTo(7), 0));
    assertComputed(trace.activations().get("conv2d").toFloat32().data(), 1 + 2 * 4, 3 + 2 * 6);
    HostTensor dy = trace.activationGradients().get("conv2d");
    assertThat(trace.gradients().get("conv2d/kernel").value(0))
        .isCloseTo(dy.value(0) + 3 * dy.value(1), within(1e-5));
  }

  @Test
  void filtersOfAGroupSeeItsChannelsOnly() {
    // Channels 1, 2 | 3, 4; kernel [1,1,2,2] = [[1,2],[3,4]], no bias.
    Layer conv = Layer.conv2d(2, 1).withGroups(2).withoutBias();
    Trace trace =
        trace(of(Input.of(1, 1, 4), conv, Layer.flatten()), Batch.of(1, 1, 4, upTo(4), 0));
    assertThat(trace.gradients().names()).containsExactly("conv2d/kernel");
    assertComputed(trace.activations().get("conv2d").toFloat32().data(), 1 + 3 * 2, 2 * 3 + 4 * 4);
    HostTensor dy = trace.activationGradients().get("conv2d");
    for (int c = 0; c < 2; c++) {
      for (int o = 0; o < 2; o++) {
        assertThat(trace.gradients().get("conv2d/kernel").value(2 * c + o))
            .isCloseTo(dy.value(o) * (2 * o + c + 1), within(1e-5));
      }
    }
  }

  @Test
  void flattenGoesRowByRowWithChannelsFastest() {
    Experiment experiment = of(Input.of(2, 3, 2), Layer.flatten());
    Trace trace = trace(experiment, Batch.of(2, 3, 2, upTo(12), 0));
    assertThat(trace.activations().get("flatten").toFloat32().data()).containsExactly(upTo(12));
  }

  @Test
  void flattenAfterAConvolutionKeepsTheOrder() {
    // The 1x1 convolution with kernel [1,2] gives channels (x, 2x).
    Experiment experiment = of(Input.of(2, 2, 1), Layer.conv2d(2, 1), Layer.flatten());
    Trace trace = trace(experiment, Batch.of(2, 2, 1, upTo(4), 0));
    assertComputed(trace.activations().get("flatten").toFloat32().data(), 1, 2, 2, 4, 3, 6, 4, 8);
  }

  @Test
  void denseKernelsAreInByOut() {
    Experiment experiment = of(Input.of(1, 2, 1), Layer.flatten(), Layer.dense(3));
    Trace trace = trace(experiment, Batch.of(1, 2, 1, upTo(2), 0));
    assertComputed(
        trace.activations().get("dense").toFloat32().data(), 1 + 2 * 4, 2 + 2 * 5, 3 + 2 * 6);
  }

  @Test
  void strideMeansNothingWhereOneWindowFillsARow() {
    // 4 rows of 5 columns, a 1x3 kernel of which one fits each row at stride 3; batch of 28, as
    // TensorFlow with oneDNN goes wrong from some size on.
    Experiment experiment =
        of(
            Input.of(4, 5, 1),
            new Layer.Conv2d(null, 4, new Size(1, 3), new Size(1, 3), null, null, null, null),
            Layer.flatten(),
            Layer.dense(2));
    Trace trace = trace(experiment, Batch.of(4, 5, 1, upTo(28 * 20), new int[28]));
    float[] out = trace.activations().get("conv2d").toFloat32().data();
    float[] dy = trace.activationGradients().get("conv2d").toFloat32().data();
    float[] dk = trace.gradients().get("conv2d/kernel").toFloat32().data();
    double sum = 0;
    for (int row = 0; row < 28 * 4; row++) {
      int x = 5 * row + 1; // the row's first value; kernel values are 1, 2, ..., channels fastest
      assertComputed("row " + row, out[4 * row], x * 1 + (x + 1) * 5 + (x + 2) * 9);
      sum += (double) dy[4 * row] * x;
    }
    assertThat((double) dk[0]).isCloseTo(sum, within(allowed(1e-4 * Math.abs(sum) + 1e-6)));
  }

  @Test
  void oddPixelOfSamePaddingGoesBottomRight() {
    // 2x2 kernel on 2x2, stride 1, SAME: one row below, one column to the right.
    Experiment experiment =
        of(Input.of(2, 2, 1), Layer.conv2d(1, 2).withPadding(Padding.same()), Layer.flatten());
    Trace trace = trace(experiment, Batch.of(2, 2, 1, upTo(4), 0));
    assertComputed(
        trace.activations().get("conv2d").toFloat32().data(), 1 + 4 + 9 + 16, 2 + 12, 3 + 8, 4);
  }

  @Test
  void explicitPaddingIsTopBottomLeftRightAndReachesTheGradient() {
    Padding padding = new Padding.Explicit(1, 0, 0, 1);
    Experiment experiment =
        of(Input.of(2, 2, 1), Layer.conv2d(1, 2).withPadding(padding), Layer.flatten());
    Trace trace = trace(experiment, Batch.of(2, 2, 1, upTo(4), 0));
    assertThat(trace.activations().get("conv2d").shape()).containsExactly(1, 2, 2, 1);
    assertComputed(
        trace.activations().get("conv2d").toFloat32().data(), 3 + 8, 2 * 3, 1 + 4 + 9 + 16, 2 + 12);
    // d(loss)/d(kernel[0,0]) sees input rows -1..0 and columns 0..1: only the second output row.
    float[] dy = trace.activationGradients().get("conv2d").toFloat32().data();
    assertThat(trace.gradients().get("conv2d/kernel").toFloat32().data()[0])
        .isCloseTo(dy[2] * 1 + dy[3] * 2, within((float) allowed(1e-5)));
  }

  @Test
  void kernelThatSeesPaddingAloneGivesItsBias() {
    // A 1x1 kernel of 1 and a bias of 0: the 2x2 image with three rows above and two columns right.
    Padding padding = new Padding.Explicit(3, 0, 0, 2);
    Experiment experiment =
        of(Input.of(2, 2, 1), Layer.conv2d(1, 1).withPadding(padding), Layer.flatten());
    Trace trace = trace(experiment, Batch.of(2, 2, 1, upTo(4), 0));
    assertThat(trace.activations().get("conv2d").shape()).containsExactly(1, 5, 4, 1);
    float[] out = new float[20];
    System.arraycopy(new float[] {1, 2, 0, 0, 3, 4, 0, 0}, 0, out, 12, 8);
    assertComputed(trace.activations().get("conv2d").toFloat32().data(), out);
    float[] dy = trace.activationGradients().get("conv2d").toFloat32().data();
    float all = 0;
    for (float value : dy) {
      all += value;
    }
    assertThat(trace.gradients().get("conv2d/kernel").toFloat32().data()[0])
        .isCloseTo(dy[12] + 2 * dy[13] + 3 * dy[16] + 4 * dy[17], within((float) allowed(1e-5)));
    assertThat(trace.gradients().get("conv2d/bias").toFloat32().data()[0])
        .isCloseTo(all, within((float) allowed(1e-5)));
  }

  @Test
  void maxPoolingPaddingNeverWins() {
    float[] negative = {-1, -2, -3, -4};
    Layer pool =
        new Layer.MaxPool2d(null, Size.square(2), Size.square(2), new Padding.Explicit(1, 1, 1, 1));
    Trace trace =
        trace(of(Input.of(2, 2, 1), pool, Layer.flatten()), Batch.of(2, 2, 1, negative, 0));
    assertThat(trace.activations().get("max_pooling2d").toFloat32().data())
        .containsExactly(-1, -2, -3, -4);
  }

  @Test
  void averagePoolingLeavesPaddingOutOfTheMean() {
    Layer pool =
        new Layer.AvgPool2d(null, Size.square(2), Size.square(1), new Padding.Explicit(1, 0, 1, 0));
    Trace trace =
        trace(of(Input.of(2, 2, 1), pool, Layer.flatten()), Batch.of(2, 2, 1, upTo(4), 0));
    assertComputed(
        trace.activations().get("average_pooling2d").toFloat32().data(), 1, 1.5f, 2, 2.5f);
  }

  @Test
  void averagePoolingGradientDividesByTheCountWithoutPadding() {
    Layer pool =
        new Layer.AvgPool2d(null, Size.square(2), Size.square(2), new Padding.Explicit(1, 1, 1, 1));
    Experiment experiment = of(Input.of(2, 2, 1), Layer.conv2d(1, 1), pool, Layer.flatten());
    Trace trace = trace(experiment, Batch.of(2, 2, 1, upTo(4), 0));
    // Every window sees one input pixel: the gradient passes undivided.
    assertComputed(
        trace.activationGradients().get("conv2d").toFloat32().data(),
        trace.activationGradients().get("average_pooling2d").toFloat32().data());
  }

  @Test
  void gradientOfATieGoesToTheFirstMaximum() {
    float[] equal = new float[32];
    Arrays.fill(equal, 2);
    Experiment experiment =
        of(Input.of(4, 4, 2), Layer.conv2d(3, 1), Layer.maxPool2d(2), Layer.flatten());
    Trace trace = trace(experiment, Batch.of(4, 4, 2, equal, 0));
    assertFirstOfEachWindow(trace, 4, 3);
  }

  @Test
  void gradientOfATieAmongZerosGoesToTheFirstMaximum() {
    Experiment experiment =
        of(Input.of(6, 6, 1), Layer.conv2d(2, 1), Layer.maxPool2d(2), Layer.flatten());
    Trace trace = trace(experiment, Batch.of(6, 6, 1, new float[36], 1));
    assertFirstOfEachWindow(trace, 6, 2);
  }

  private static void assertFirstOfEachWindow(Trace trace, int side, int channels) {
    float[] dx = trace.activationGradients().get("conv2d").toFloat32().data();
    float[] dy = trace.activationGradients().get("max_pooling2d").toFloat32().data();
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        for (int c = 0; c < channels; c++) {
          boolean first = y % 2 == 0 && x % 2 == 0;
          float expected = first ? dy[((y / 2) * (side / 2) + x / 2) * channels + c] : 0;
          assertThat(dx[(y * side + x) * channels + c])
              .as("gradient at row %d, column %d, channel %d", y, x, c)
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void poolingRoundsTheSizeDown() {
    Experiment experiment = of(Input.of(5, 5, 1), Layer.maxPool2d(2), Layer.flatten());
    Trace trace = trace(experiment, Batch.of(5, 5, 1, upTo(25), 0));
    assertThat(trace.activations().get("max_pooling2d").toFloat32().data())
        .containsExactly(7, 9, 17, 19);
  }

  @Test
  void crossEntropyComesFromLogitsAndIsTheMeanOverSamples() {
    Experiment experiment = of(Input.of(1, 2, 1), Layer.flatten());
    Trace trace = trace(experiment, Batch.of(1, 2, 1, new float[] {1, 3, 0, 0}, 0, 1));
    double first = Math.log(1 + Math.exp(2));
    double second = Math.log(2);
    assertThat(trace.loss()).isCloseTo((first + second) / 2, within(allowed(1e-6)));
    double p = Math.exp(1) / (Math.exp(1) + Math.exp(3));
    float[] gradient = trace.activationGradients().get("flatten").toFloat32().data();
    assertThat((double) gradient[0]).isCloseTo((p - 1) / 2, within(allowed(1e-6)));
    assertThat((double) gradient[3]).isCloseTo(-0.25, within(allowed(1e-6)));
  }

  @Test
  void crossEntropyOfHugeLogitsIsFinite() {
    Experiment experiment = of(Input.of(1, 2, 1), Layer.flatten());
    Trace trace = trace(experiment, Batch.of(1, 2, 1, new float[] {10_000, -10_000}, 1));
    assertComputed("the loss", trace.loss(), 20_000);
  }

  /** Steps of one dense unit pair whose gradient is known, for the optimizers. */
  private float[] bias(Optimizer optimizer, double rate, int steps) {
    return bias(optimizer, rate, Schedule.constant(), steps);
  }

  private float[] bias(Optimizer optimizer, double rate, Schedule schedule, int steps) {
    Experiment experiment =
        of(Input.of(1, 1, 1), Layer.flatten(), Layer.dense(2))
            .withOptimizer(optimizer)
            .withLearningRate(rate)
            .withSchedule(schedule);
    TensorMap zeros =
        new TensorMap(
            Map.of(
                "dense/kernel", HostTensor.wrap(new int[] {1, 2}, new float[2]),
                "dense/bias", HostTensor.wrap(new int[] {2}, new float[2])));
    try (TrainingSession session = open(experiment, zeros)) {
      Batch batch = Batch.of(1, 1, 1, new float[1], 0);
      for (int i = 0; i < steps; i++) {
        session.step(batch);
      }
      return session.parameters().get("dense/bias").toFloat32().data();
    }
  }

  @Test
  void plainSgdMovesByRateTimesGradient() {
    // softmax(0, 0) - onehot(0) = (-0.5, 0.5).
    assertComputed(bias(Optimizer.sgd(), 0.1, 1), 0.05f, -0.05f);
  }

  @Test
  void momentumAddsTheNewGradientToTheKeptVelocity() {
    double g1 = -0.5;
    double b1 = 0.1 * 0.5;
    double g2 = 1 / (1 + Math.exp(-2 * b1)) - 1;
    double v2 = 0.9 * g1 + g2;
    float[] twice = bias(new Optimizer.Sgd(0.9, false), 0.1, 2);
    assertThat((double) twice[0]).isCloseTo(b1 - 0.1 * v2, within(allowed(1e-7)));
  }

  @Test
  void momentumKeepsGradientsAndNotMovesWhenTheRateChanges() {
    double g1 = -0.5;
    double b1 = 0.1 * 0.5;
    double g2 = 1 / (1 + Math.exp(-2 * b1)) - 1;
    float[] twice = bias(new Optimizer.Sgd(0.9, false), 0.1, Schedule.stepDecay(1, 0.5), 2);
    // Keras keeps rate * velocity instead and would end at b1 + 0.9 * b1 - 0.05 * g2.
    assertThat((double) twice[0]).isCloseTo(b1 - 0.05 * (0.9 * g1 + g2), within(allowed(1e-7)));
  }

  @Test
  void theRateChangesAfterAsManyStepsAsTheScheduleSays() {
    for (Optimizer optimizer : new Optimizer[] {Optimizer.sgd(), Optimizer.adam()}) {
      float before = bias(optimizer, 0.1, Schedule.stepDecay(2, 1e-6), 2)[0];
      float after = bias(optimizer, 0.1, Schedule.stepDecay(2, 1e-6), 3)[0];
      assertThat(before).isEqualTo(bias(optimizer, 0.1, 2)[0]);
      assertThat((double) after)
          .isCloseTo(before, within(allowed(1e-6)))
          .isNotCloseTo(0.0, within(0.01));
    }
  }

  @Test
  void nesterovLooksAheadFromTheFirstStep() {
    float[] once = bias(new Optimizer.Sgd(0.9, true), 0.1, 1);
    assertThat((double) once[0]).isCloseTo(0.1 * (0.5 + 0.9 * 0.5), within(allowed(1e-7)));
  }

  @Test
  void adamAddsEpsilonToTheCorrectedRoot() {
    // m_hat = g = -0.5 and sqrt(v_hat) = 0.5, so with epsilon 0.5 the first move is half the rate;
    // with TensorFlow's epsilon hat it would be 0.1 * 0.5 / (0.5 + 0.5 / sqrt(0.001)) = 0.003.
    float[] once = bias(new Optimizer.Adam(0.9, 0.999, 0.5), 0.1, 1);
    assertThat((double) once[0]).isCloseTo(0.05, within(allowed(1e-7)));
    assertThat((double) once[1]).isCloseTo(-0.05, within(allowed(1e-7)));
  }
}
