// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import io.twingraph.data.Batch;
import io.twingraph.error.SpecException;
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
import io.twingraph.spec.Seeds;
import java.util.ArrayList;
import java.util.List;

/**
 * Valid experiments drawn from a seed: odd sizes, strides, every padding, both poolings, every
 * activation and optimizer; those of odd seeds have branches. The same seed gives the same
 * experiment everywhere.
 */
public final class RandomExperiments {
  private static final List<ActivationFunction> FUNCTIONS =
      List.of(
          ActivationFunction.LINEAR,
          ActivationFunction.RELU,
          ActivationFunction.leakyRelu(0.2),
          ActivationFunction.TANH,
          ActivationFunction.SIGMOID,
          ActivationFunction.GELU,
          ActivationFunction.GELU_TANH);

  private final Philox random;
  private final long seed;

  private RandomExperiments(long seed) {
    this.seed = seed;
    this.random = new Philox(seed, 77);
  }

  /** The experiment of this seed. */
  public static Experiment experiment(long seed) {
    return new RandomExperiments(seed).draw();
  }

  /**
   * The experiment of this seed among larger ones: images of 5x5 to 32x32, 1 to 6 layers below the
   * dense ones, batches of 1 to 33, and a learning rate that changes in every second one.
   */
  public static Experiment wide(long seed) {
    RandomExperiments draw = new RandomExperiments(seed);
    Input input = Input.of(draw.between(5, 32), draw.between(5, 32), draw.between(1, 3));
    Experiment experiment = draw.draw(input, draw.between(1, 6), 33);
    return seed % 2 == 0 ? experiment : experiment.withSchedule(Schedule.stepDecay(2, 0.5));
  }

  /** A batch for an experiment: a third of the values zero, the rest in [-1, 1). */
  public static Batch batch(Experiment experiment, int size, long seed) {
    Philox random = new Philox(seed, 78);
    Input input = experiment.model().input();
    float[] images = new float[size * input.type().size()];
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextInt(3) == 0 ? 0 : (float) (2 * random.nextUniform() - 1);
    }
    int[] labels = new int[size];
    int classes = experiment.graph().classes();
    for (int i = 0; i < size; i++) {
      labels[i] = random.nextInt(classes);
    }
    return Batch.of(input.height(), input.width(), input.channels(), images, labels);
  }

  private Experiment draw() {
    Input input = Input.of(between(5, 14), between(5, 14), between(1, 3));
    return draw(input, between(0, 4), 9);
  }

  private Experiment draw(Input input, int depth, int largestBatch) {
    List<Layer> layers = new ArrayList<>();
    while (layers.size() < depth) {
      Layer next = windowed();
      if (fits(input, layers, next)) {
        layers.add(next);
      }
    }
    layers.add(Layer.flatten());
    if (random.nextInt(2) == 0) {
      layers.add(new Layer.Dense(null, between(2, 12), function(), null, Initializer.normal(0.1)));
    }
    layers.add(new Layer.Dense(null, between(2, 6), null, null, Initializer.normal(0.1)));
    Model chain = new Model(input, layers);
    Model model = seed % 2 == 0 ? chain : new RandomBranches(seed).branched(chain);
    return Experiment.of("random-" + seed, model)
        .withOptimizer(optimizer())
        .withLearningRate(random.nextInt(2) == 0 ? 0.05 : 0.01)
        .withBatchSize(between(1, largestBatch))
        .withSeeds(Seeds.of(seed));
  }

  private static boolean fits(Input input, List<Layer> layers, Layer next) {
    List<Layer> tried = new ArrayList<>(layers);
    tried.add(next);
    tried.add(Layer.flatten());
    try {
      new Model(input, tried).graph();
      return true;
    } catch (SpecException e) {
      return false;
    }
  }

  private Layer windowed() {
    Size window = new Size(between(1, 4), between(1, 4));
    Size stride = new Size(between(1, 3), between(1, 3));
    return switch (random.nextInt(5)) {
      case 0 -> new Layer.MaxPool2d(null, window, stride, padding(window));
      case 1 -> new Layer.AvgPool2d(null, window, stride, padding(window));
      case 2 -> Layer.activation(function());
      default ->
          new Layer.Conv2d(
              null,
              between(1, 6),
              window,
              stride,
              padding(window),
              function(),
              null,
              Initializer.normal(0.1));
    };
  }

  private Padding padding(Size window) {
    return switch (random.nextInt(3)) {
      case 0 -> Padding.valid();
      case 1 -> Padding.same();
      default ->
          new Padding.Explicit(
              random.nextInt(window.height()),
              random.nextInt(window.height()),
              random.nextInt(window.width()),
              random.nextInt(window.width()));
    };
  }

  private ActivationFunction function() {
    return FUNCTIONS.get(random.nextInt(FUNCTIONS.size()));
  }

  private Optimizer optimizer() {
    return switch (random.nextInt(4)) {
      case 0 -> Optimizer.sgd();
      case 1 -> new Optimizer.Sgd(0.9, false);
      case 2 -> new Optimizer.Sgd(0.9, true);
      default -> new Optimizer.Adam(0.9, 0.99, 1e-4);
    };
  }

  private int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }
}
