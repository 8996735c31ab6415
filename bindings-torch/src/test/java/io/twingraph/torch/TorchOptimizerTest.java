// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.compare.DeviceRounding;
import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/**
 * Every update equals that of {@code torch::optim} in every bit, over five steps, given the
 * gradients that a step uses ({@link TorchGradients} sums those of biases); but for the dense
 * kernels of plain SGD, which are moved sample by sample.
 */
class TorchOptimizerTest {
  private static final int STEPS = 5;
  private static final double RATE = 0.03;

  /** Where both sides compute; a subclass tries another device. */
  DeviceRequest device() {
    return DeviceRequest.CPU;
  }

  /** How many times the rounding of a CPU a sum may have. */
  private double rounding() {
    return DeviceRounding.of(device().toString()).factor();
  }

  private TorchEngine open() {
    return (TorchEngine) new TorchEngineProvider().open(new EngineOptions(device(), 1));
  }

  @Test
  void plainSgdIsThatOfTorchOptim() {
    assertSameBits(Optimizer.sgd(), TorchOptimizerTest::sgd);
  }

  @Test
  void momentumIsThatOfTorchOptim() {
    assertSameBits(
        new Optimizer.Sgd(0.9, false),
        parameters -> {
          SGDOptions options = new SGDOptions(RATE);
          options.momentum().put(0.9);
          return stepper(new SGD(parameters, options));
        });
  }

  @Test
  void nesterovIsThatOfTorchOptim() {
    assertSameBits(
        new Optimizer.Sgd(0.9, true),
        parameters -> {
          SGDOptions options = new SGDOptions(RATE);
          options.momentum().put(0.9);
          options.nesterov().put(true);
          return stepper(new SGD(parameters, options));
        });
  }

  @Test
  void adamIsThatOfTorchOptim() {
    assertSameBits(
        new Optimizer.Adam(0.9, 0.999, 1e-8),
        parameters -> {
          Adam adam = new Adam(parameters, new AdamOptions(RATE));
          return () -> {
            adam.step().close();
            adam.zero_grad();
          };
        });
  }

  private static Runnable sgd(TensorVector parameters) {
    return stepper(new SGD(parameters, new SGDOptions(RATE)));
  }

  private static Runnable stepper(SGD sgd) {
    return () -> {
      sgd.step().close();
      sgd.zero_grad();
    };
  }

  private static Experiment experiment(Optimizer optimizer, Layer last) {
    Layer conv = Layer.conv2d(4, 3).withActivation(ActivationFunction.TANH);
    Layer[] layers =
        last instanceof Layer.Dense
            ? new Layer[] {conv, Layer.flatten(), last}
            : new Layer[] {conv, last, Layer.flatten()};
    return Experiment.of("optimizer", Model.of(Input.of(6, 6, 2), layers))
        .withOptimizer(optimizer)
        .withLearningRate(RATE);
  }

  @Test
  void productMovesADenseKernelWithinOneRoundingForEachSample() {
    Experiment experiment = experiment(Optimizer.sgd(), Layer.dense(3));
    TensorMap initial = InitialParameters.draw(experiment);
    Batch batch = RandomExperiments.batch(experiment, 4, 9);
    TorchEngine engine = open();
    try (TrainingSession session = engine.open(experiment, initial)) {
      float[] gradient = session.trace(batch).gradients().get("dense/kernel").data();
      session.step(batch);
      float[] moved = session.parameters().get("dense/kernel").data();
      float[] before = initial.get("dense/kernel").data();
      for (int i = 0; i < moved.length; i++) {
        double expected = before[i] - RATE * gradient[i];
        double rounding =
            rounding() * (5 * Math.ulp(moved[i]) / 2 + 4 * RATE * Math.ulp(gradient[i]));
        assertThat((double) moved[i]).as("value %d", i).isCloseTo(expected, within(rounding));
        assertThat(moved[i]).as("value %d moves", i).isNotEqualTo(before[i]);
      }
    }
    engine.close();
  }

  @Test
  void theSummedGradientOfABiasIsAutogradsButForRounding() {
    Experiment experiment = experiment(Optimizer.sgd(), Layer.dense(3));
    TensorMap initial = InitialParameters.draw(experiment);
    Batch batch = RandomExperiments.batch(experiment, 4, 9);
    TorchEngine engine = open();
    try (TrainingSession session = engine.open(experiment, initial)) {
      HostTensor gradient = session.trace(batch).gradients().get("conv2d/bias");
      session.step(batch);
      HostTensor moved = session.parameters().get("conv2d/bias");
      double onCpus = 4 * 16 * 0x1p-24 * gradient.largestMagnitude(); // samples x pixels
      for (int i = 0; i < moved.size(); i++) {
        double expected = initial.get("conv2d/bias").value(i) - RATE * gradient.value(i);
        assertThat(moved.value(i))
            .as("value %d", i)
            .isCloseTo(expected, within(rounding() * onCpus));
        assertThat(Math.abs(RATE * gradient.value(i))).isGreaterThan(10 * onCpus);
      }
    }
    engine.close();
  }

  private void assertSameBits(Optimizer optimizer, Function<TensorVector, Runnable> torchOptim) {
    boolean plain = optimizer.equals(Optimizer.sgd());
    Experiment experiment = experiment(optimizer, plain ? Layer.conv2d(3, 4) : Layer.dense(3));
    TensorMap initial = InitialParameters.draw(experiment);
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      batches.add(RandomExperiments.batch(experiment, 4, i));
    }
    TorchEngine engine = open();
    TensorMap ours;
    try (TrainingSession session = engine.open(experiment, initial)) {
      batches.forEach(session::step);
      ours = session.parameters();
    }
    assertThat(ours)
        .isEqualTo(
            engine.call("torch::optim", () -> train(experiment, initial, batches, torchOptim)));
    engine.close();
  }

  private TensorMap train(
      Experiment experiment,
      TensorMap initial,
      List<Batch> batches,
      Function<TensorVector, Runnable> torchOptim) {
    String device = device().toString();
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    for (Map.Entry<String, HostTensor> tensor : initial.asMap().entrySet()) {
      Tensor parameter = TorchTensors.allocateParameter(tensor.getValue(), device);
      parameter.set_requires_grad(true);
      parameters.put(tensor.getKey(), parameter);
    }
    Runnable step = torchOptim.apply(new TensorVector(parameters.values().toArray(Tensor[]::new)));
    TorchLowering lowering = new TorchLowering(experiment.graph(), experiment.loss());
    Map<String, String> sums = TorchGradients.of(experiment, true).sums();
    for (Batch batch : batches) {
      Map<String, Tensor> given = new LinkedHashMap<>(parameters);
      sums.keySet().forEach(bias -> given.put(bias, parameters.get(bias).detach()));
      Map<String, Tensor> values = new LinkedHashMap<>(parameters);
      Tensor images = TorchTensors.wrapImages(batch, device);
      Tensor logits = lowering.forward(images, given, sums::containsValue, values::put);
      Tensor loss = lowering.loss(logits, TorchTensors.allocateLabels(batch, device));
      parameters.forEach(
          (name, parameter) -> {
            boolean summed = sums.containsKey(name);
            Tensor by = values.get(sums.getOrDefault(name, name));
            Tensor gradient = gradient(loss, by).clone();
            parameter.mutable_grad().put(summed ? gradient.sum(0, 2, 3) : gradient);
          });
      step.run();
    }
    return TorchTensors.readParameters(parameters);
  }

  private static Tensor gradient(Tensor loss, Tensor by) {
    return torch
        .grad(
            new TensorVector(loss),
            new TensorVector(by),
            new TensorVector(),
            new BoolOptional(true),
            false,
            false)
        .get(0);
  }
}
