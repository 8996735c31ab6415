// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static io.twingraph.contract.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Faults whose value can be told by hand or from the plain engine's have that value. */
class PlantedFaultMeaningTest {

  private static <T> T on(
      EngineProvider provider, Experiment experiment, Function<TrainingSession, T> body) {
    try (Engine engine = provider.open(new EngineOptions(DeviceRequest.CPU, 1));
        TrainingSession session = engine.open(experiment, InitialParameters.draw(experiment))) {
      return body.apply(session);
    }
  }

  private static <T> T plain(PlantedFault fault, Function<TrainingSession, T> body) {
    return on(new TorchEngineProvider(), fault.experiment(), body);
  }

  private static <T> T faulty(PlantedFault fault, Function<TrainingSession, T> body) {
    return on(new FaultyTorchProvider(fault), fault.experiment(), body);
  }

  private static Trace traceOf(PlantedFault fault, Batch batch, Layer... layers) {
    Experiment experiment =
        Experiment.of(
            "by-hand", Model.of(Input.of(batch.height(), batch.width(), batch.channels()), layers));
    return on(new FaultyTorchProvider(fault), experiment, session -> session.trace(batch));
  }

  private static Function<TrainingSession, TensorMap> parametersAfter(PlantedFault fault, int n) {
    return session -> {
      for (int step = 1; step <= n; step++) {
        session.step(fault.batch(step));
      }
      return session.parameters();
    };
  }

  @Test
  void lastOfEqualMaximaGetsTheGradient() {
    Layer values = Layer.activation(ActivationFunction.LINEAR);
    Batch batch = Batch.of(2, 3, 1, new float[] {0, 0, 9, 0, 0, 8}, 0);
    Layer pool = new Layer.MaxPool2d(null, new Size(2, 2), new Size(2, 1), null);
    Trace trace = traceOf(PlantedFault.TIE_GOES_TO_THE_LAST, batch, values, pool, Layer.flatten());
    assertThat(trace.activations().get("max_pooling2d").data()).containsExactly(0, 9);
    float[] out = trace.activationGradients().get("max_pooling2d").data();
    assertThat(trace.activationGradients().get("activation").data())
        .containsExactly(0, 0, out[1], 0, out[0], 0);
  }

  @Test
  void paddingTakesPartInBothPoolings() {
    Padding around = new Padding.Explicit(1, 1, 1, 1);
    Batch batch = Batch.of(2, 2, 1, new float[] {-1, -2, -3, -4}, 0);
    Layer max = Layer.maxPool2d(2).withPadding(around);
    Layer average = Layer.avgPool2d(2).withPadding(around);
    assertThat(
            traceOf(PlantedFault.MAX_POOLING_PADS_WITH_ZEROS, batch, max, Layer.flatten())
                .activations()
                .get("flatten")
                .data())
        .containsExactly(0, 0, 0, 0);
    assertThat(
            traceOf(PlantedFault.AVERAGE_POOLING_COUNTS_PADDING, batch, average, Layer.flatten())
                .activations()
                .get("flatten")
                .data())
        .containsExactly(-0.25f, -0.5f, -0.75f, -1);
  }

  @Test
  void flatteningGoesChannelByChannel() {
    Batch batch = Batch.of(1, 2, 2, new float[] {1, 2, 3, 4}, 0);
    Trace trace = traceOf(PlantedFault.WRONG_FLATTEN_ORDER, batch, Layer.flatten());
    assertThat(trace.activations().get("flatten").data()).containsExactly(1, 3, 2, 4);
  }

  @Test
  void backwardPassWithoutPaddingIsThatOfWindowsFromTheFirstPixel() {
    // One pixel under the middle of a 3x3 kernel; without padding it lies under the first weight.
    PlantedFault fault = PlantedFault.PADDING_DROPPED_IN_BACKWARD;
    Layer conv = Layer.conv2d(2, 3).withPadding(new Padding.Explicit(1, 1, 1, 1));
    Layer named =
        new Layer.Conv2d(
            fault.layer(),
            2,
            Size.square(3),
            null,
            new Padding.Explicit(1, 1, 1, 1),
            null,
            null,
            null);
    Batch batch = Batch.of(1, 1, 1, new float[] {2}, 1);
    Trace wrong = traceOf(fault, batch, named, Layer.flatten());
    Trace right = traceOf(fault, batch, conv, Layer.flatten());
    float[] rightKernel = right.gradients().get("conv2d/kernel").data();
    float[] wrongKernel = wrong.gradients().get("conv2d_1/kernel").data();
    assertThat(wrong.loss()).isEqualTo(right.loss());
    for (int i = 0; i < 9; i++) {
      for (int o = 0; o < 2; o++) {
        assertThat(wrongKernel[2 * i + o]).isEqualTo(i == 0 ? rightKernel[8 + o] : 0);
      }
    }
  }

  @Test
  void lossOfTheSumIsTheMeanTimesTheBatch() {
    PlantedFault fault = PlantedFault.SUM_INSTEAD_OF_MEAN_LOSS;
    Batch batch = fault.batch(1);
    double mean = plain(fault, session -> session.trace(batch)).loss();
    double sum = faulty(fault, session -> session.trace(batch)).loss();
    assertThat(sum).isCloseTo(8 * mean, within(1e-5));
  }

  @Test
  void droppedGradientIsZeroAndStaleParameterStays() {
    PlantedFault dropped = PlantedFault.BIAS_GRADIENT_DROPPED;
    Trace trace = faulty(dropped, session -> session.trace(dropped.batch(1)));
    HostTensor bias = trace.gradients().get("conv2d_1/bias");
    for (int i = 0; i < bias.size(); i++) {
      assertThat(bias.value(i) == 0).as("gradient %d is zero, of either sign", i).isTrue();
    }
    PlantedFault stale = PlantedFault.STALE_PARAMETER;
    TensorMap after = faulty(stale, parametersAfter(stale, 3));
    TensorMap initial = InitialParameters.draw(stale.experiment());
    assertThat(after.get("dense/kernel")).isEqualTo(initial.get("dense/kernel"));
    assertThat(after.get("dense_1/kernel")).isNotEqualTo(initial.get("dense_1/kernel"));
  }

  @Test
  void oneWeightIsSixtyFourUnitsInTheLastPlaceAway() {
    PlantedFault fault = PlantedFault.ONE_WEIGHT_OFF;
    float[] wrong = faulty(fault, TrainingSession::parameters).get("dense_1/kernel").data();
    float[] right = InitialParameters.draw(fault.experiment()).get("dense_1/kernel").data();
    int different = 0;
    for (int i = 0; i < right.length; i++) {
      int distance = Float.floatToRawIntBits(wrong[i]) - Float.floatToRawIntBits(right[i]);
      assertThat(distance).isIn(0, 64);
      different += distance / 64;
    }
    assertThat(different).isEqualTo(1);
  }

  @Test
  void samplesArriveOnePlaceLater() {
    PlantedFault fault = PlantedFault.ORDER_OFF_BY_ONE;
    Batch first = fault.batch(1);
    Batch second = fault.batch(2);
    Trace trace =
        faulty(
            fault,
            session -> {
              session.step(first);
              return session.trace(second);
            });
    float[] arrived = trace.activations().get("input").data();
    int size = first.imageSize();
    for (int i = 0; i < size; i++) {
      assertThat(arrived[i]).isEqualTo(first.images().get(7 * size + i));
      assertThat(arrived[size + i]).isEqualTo(second.images().get(i));
    }
    assertThat(trace.labels().get(0)).isEqualTo(first.label(7));
    assertThat(trace.labels().get(1)).isEqualTo(second.label(0));
  }

  @Test
  void pixelsAndLabelsAreThoseOfTheSentence() {
    PlantedFault swapped = PlantedFault.NORMALISATION_SWAPPED;
    Batch batch = swapped.batch(1);
    HostTensor input = faulty(swapped, session -> session.trace(batch)).activations().get("input");
    for (int i = 0; i < input.size(); i++) {
      double raw = batch.images().get(i) * 0.5 + 0.25;
      assertThat(input.value(i)).isCloseTo((raw - 0.5) / 0.25, within(1e-6));
    }
    PlantedFault shifted = PlantedFault.LABELS_SHIFTED;
    Trace trace = faulty(shifted, session -> session.trace(shifted.batch(1)));
    for (int i = 0; i < trace.labels().size(); i++) {
      int label = shifted.batch(1).label(i);
      assertThat(trace.labels().get(i)).isEqualTo(label == 1 ? 2 : label);
    }
  }

  @Test
  void kerasMomentumKeepsTheVelocityTimesTheRate() {
    PlantedFault fault = PlantedFault.KERAS_MOMENTUM;
    HostTensor[] kernels = faulty(fault, session -> kernels(fault, session));
    double[] velocity = new double[kernels[0].size()];
    double[] expected = new double[velocity.length];
    for (int i = 0; i < velocity.length; i++) {
      expected[i] = kernels[0].value(i);
      for (int step = 1; step <= 3; step++) {
        double rate = step < 3 ? 0.05 : 0.025;
        velocity[i] = 0.9 * velocity[i] - rate * kernels[2 * step - 1].value(i);
        expected[i] += velocity[i];
      }
    }
    assertClose(
        "dense/kernel", kernels[6], HostTensor.wrap(kernels[0].shape(), expected), 1e-6, 1e-6);
  }

  /** Kernel, then its gradient and its new value for each of three steps. */
  private static HostTensor[] kernels(PlantedFault fault, TrainingSession session) {
    HostTensor[] kernels = new HostTensor[7];
    kernels[0] = session.parameters().get("dense/kernel");
    for (int step = 1; step <= 3; step++) {
      Batch batch = fault.batch(step);
      kernels[2 * step - 1] = session.trace(batch).gradients().get("dense/kernel");
      session.step(batch);
      kernels[2 * step] = session.parameters().get("dense/kernel");
    }
    return kernels;
  }

  @Test
  void epsilonHatIsLargerByTheRootOfTheCorrection() {
    PlantedFault fault = PlantedFault.EPSILON_HAT;
    HostTensor[] kernels = faulty(fault, session -> kernels(fault, session));
    double[] expected = new double[kernels[0].size()];
    for (int i = 0; i < expected.length; i++) {
      double g = kernels[1].value(i);
      // TensorFlow's kernel at its first step: lr sqrt(1 - beta2) / (1 - beta1) m / (sqrt(v) + eps)
      double moved = 0.01 * Math.sqrt(0.01) / 0.1 * (0.1 * g) / (Math.sqrt(0.01 * g * g) + 1e-3);
      expected[i] = kernels[0].value(i) - moved;
    }
    assertClose(
        "dense/kernel", kernels[2], HostTensor.wrap(kernels[0].shape(), expected), 1e-6, 1e-6);
  }

  @Test
  void evaluationLeavesTheLastBatchOutOrTrainsOnEach() {
    PlantedFault dropped = PlantedFault.LAST_BATCH_DROPPED;
    Evaluation eight =
        plain(
            dropped,
            session ->
                session.evaluate(dropped.evaluation().inOrder(new int[] {0, 1, 2, 3, 4, 5, 6, 7})));
    Evaluation faulty = faulty(dropped, session -> session.evaluate(dropped.evaluation()));
    assertThat(faulty.loss()).isEqualTo(eight.loss());
    assertThat(faulty.correct()).isEqualTo(eight.correct());
    PlantedFault trains = PlantedFault.EVALUATION_TRAINS;
    TensorMap trained =
        plain(
            trains,
            session -> {
              trains.evaluation().forEach(session::step);
              return session.parameters();
            });
    TensorMap evaluated =
        faulty(
            trains,
            session -> {
              session.evaluate(trains.evaluation());
              return session.parameters();
            });
    assertThat(evaluated).isEqualTo(trained);
  }

  @Test
  void roundedLayerHoldsNothingButFloat16() {
    PlantedFault fault = PlantedFault.FLOAT16_ROUNDING;
    Trace trace = faulty(fault, session -> session.trace(fault.batch(1)));
    for (float value : trace.activations().get("conv2d_1").data()) {
      // Ten bits of fraction, or a multiple of the smallest float16.
      boolean normal = (Float.floatToRawIntBits(value) & 0x1fff) == 0;
      assertThat(normal || value / 0x1p-24f == Math.rint(value / 0x1p-24f)).isTrue();
      assertThat(Math.abs(value)).isLessThanOrEqualTo(1);
    }
  }
}
