// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import io.twingraph.data.Dataset;
import io.twingraph.data.ImageSet;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Philox;
import java.util.List;

/** Experiments and data small enough for a test, and learnable. */
public final class RunFixtures {
  private RunFixtures() {}

  /** 6x6x1, one convolution, 3 classes; batches of 4, 2 epochs, shuffled, a quarter validated. */
  public static Experiment experiment() {
    Model model =
        Model.of(
            Input.of(6, 6, 1),
            Layer.conv2d(2, 3).withActivation(ActivationFunction.RELU),
            Layer.flatten(),
            Layer.dense(3));
    return Experiment.of("small", model)
        .withBatchSize(4)
        .withEpochs(2)
        .withLearningRate(0.05)
        .withValidationSplit(0.25);
  }

  /** Noise with a bright band whose position is the class. */
  public static ImageSet images(int count, long seed) {
    Philox random = new Philox(seed, 0);
    byte[] pixels = new byte[count * 36];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) random.nextInt(3);
      for (int p = 0; p < 36; p++) {
        int bright = p / 12 == labels[i] ? 120 : 0;
        pixels[i * 36 + p] = (byte) (bright + random.nextInt(120));
      }
    }
    return ImageSet.wrap(6, 6, 1, pixels, labels);
  }

  /** 3 classes of {@link #images}. */
  public static Dataset dataset(int train, int test) {
    return new Dataset(
        "bands",
        "embedded",
        "made for tests",
        List.of("a", "b", "c"),
        images(train, 1),
        images(test, 2));
  }
}
