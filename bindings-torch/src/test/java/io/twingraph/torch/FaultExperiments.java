// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.data.BatchSource;
import io.twingraph.data.ImageSet;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Initializer;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import io.twingraph.spec.Philox;
import io.twingraph.spec.Schedule;

/** Small experiments on which the faults can be seen, each with several layers to suspect. */
final class FaultExperiments {
  private static final Input IMAGES = Input.of(10, 9, 3);
  private static final Initializer BIAS = Initializer.normal(0.1);
  private static final ActivationFunction LEAKY = ActivationFunction.leakyRelu(0.2);

  private FaultExperiments() {}

  /** Three convolutions, both poolings, three dense layers; every kind of padding. */
  static Experiment deep(String name) {
    return deep(name, LEAKY);
  }

  /** {@link #deep} with exact zeros, and so ties, in what enters max pooling. */
  static Experiment tied(String name) {
    return deep(name, ActivationFunction.RELU);
  }

  private static Experiment deep(String name, ActivationFunction beforePooling) {
    return experiment(
        name,
        IMAGES,
        conv(4, 3, 2, Padding.valid(), ActivationFunction.RELU),
        conv(4, 3, 3, new Padding.Explicit(2, 1, 1, 0), ActivationFunction.TANH),
        conv(3, 2, 4, Padding.same(), beforePooling),
        new Layer.MaxPool2d(null, new Size(3, 2), new Size(2, 2), new Padding.Explicit(1, 0, 1, 0)),
        new Layer.AvgPool2d(null, new Size(2, 2), new Size(1, 1), new Padding.Explicit(1, 0, 0, 1)),
        Layer.flatten(),
        wide(6, ActivationFunction.GELU),
        dense(6, ActivationFunction.SIGMOID),
        dense(4, ActivationFunction.LINEAR));
  }

  /** Two convolutions and two dense layers under plain SGD. */
  static Experiment shallow(String name) {
    return shallow(name, IMAGES);
  }

  /** {@link #shallow} on images that are centred and divided. */
  static Experiment normalised(String name) {
    return shallow(name, new Input(10, 9, 3, 0.25, 0.5));
  }

  static Experiment momentum(String name) {
    return shallow(name).withOptimizer(new Optimizer.Sgd(0.9, false)).withLearningRate(0.05);
  }

  static Experiment decayingMomentum(String name) {
    return momentum(name).withSchedule(Schedule.stepDecay(2, 0.5));
  }

  static Experiment nesterov(String name) {
    return momentum(name).withOptimizer(new Optimizer.Sgd(0.9, true));
  }

  static Experiment adam(String name) {
    return shallow(name).withOptimizer(new Optimizer.Adam(0.9, 0.99, 1e-3)).withLearningRate(0.01);
  }

  /** Values before a ReLU that are exactly zero, as some pixels are and the bias is. */
  static Experiment zeros(String name) {
    Layer first =
        new Layer.Conv2d(
            null, 2, new Size(1, 1), null, null, ActivationFunction.RELU, null, Initializer.ZEROS);
    return experiment(
        name,
        Input.of(9, 8, 1),
        first,
        conv(3, 3, 2, Padding.same(), ActivationFunction.TANH),
        Layer.flatten(),
        dense(4, ActivationFunction.LINEAR));
  }

  private static Experiment shallow(String name, Input input) {
    return experiment(
        name,
        input,
        conv(4, 3, 2, Padding.valid(), ActivationFunction.RELU),
        conv(3, 2, 3, Padding.same(), ActivationFunction.TANH),
        Layer.flatten(),
        dense(6, ActivationFunction.TANH),
        dense(4, ActivationFunction.LINEAR));
  }

  private static Experiment experiment(String name, Input input, Layer... layers) {
    return Experiment.of(name, Model.of(input, layers)).withLearningRate(0.25).withBatchSize(8);
  }

  private static Layer conv(
      int filters, int height, int width, Padding padding, ActivationFunction function) {
    return new Layer.Conv2d(
        null, filters, new Size(height, width), null, padding, function, null, BIAS);
  }

  private static Layer dense(int units, ActivationFunction function) {
    return new Layer.Dense(null, units, function, null, BIAS);
  }

  /** With values up to about 2 before the function, where the variants of gelu differ most. */
  private static Layer wide(int units, ActivationFunction function) {
    return new Layer.Dense(null, units, function, null, Initializer.normal(1));
  }

  /** Eleven images in batches of four, of which the last has three. */
  static BatchSource evaluation(Experiment experiment) {
    Input input = experiment.model().input();
    Philox random = new Philox(1, 79);
    byte[] labels = new byte[11];
    byte[] pixels = new byte[labels.length * input.type().size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) random.nextInt(experiment.graph().classes());
    }
    ImageSet images =
        ImageSet.wrap(input.height(), input.width(), input.channels(), pixels, labels);
    return BatchSource.of(images, input, 4);
  }
}
