// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import io.twingraph.data.ImageSet;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Philox;

/**
 * Images and labels for an experiment, drawn from a seed: a third of the bytes 0, so that max
 * pooling has ties, the others uniform in 0..255; labels uniform over the classes (the first 256,
 * if there are more).
 */
final class RandomImages {
  /** Batches after which the images come again. */
  private static final int MOST_BATCHES = 4;

  private static final int LABELS = 256;
  private static final long TRAIN = 201;
  private static final long TEST = 202;

  private final Experiment experiment;
  private final long seed;

  RandomImages(Experiment experiment, long seed) {
    this.experiment = experiment;
    this.seed = seed;
  }

  /** A batch for each of up to four steps, the last of several being a half. */
  ImageSet train(int steps) {
    int batch = experiment.batchSize();
    int batches = Math.min(steps, MOST_BATCHES);
    return draw(batches == 1 ? batch : batches * batch - batch / 2, TRAIN);
  }

  /** One and a half batches. */
  ImageSet test() {
    return draw(experiment.batchSize() + experiment.batchSize() / 2, TEST);
  }

  private ImageSet draw(int count, long stream) {
    Philox random = new Philox(seed, stream);
    Input input = experiment.model().input();
    int size = Math.toIntExact(input.type().size());
    byte[] pixels = new byte[Math.multiplyExact(count, size)];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (random.nextInt(3) == 0 ? 0 : random.nextInt(256));
    }
    byte[] labels = new byte[count];
    int classes = Math.min(experiment.graph().classes(), LABELS);
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) random.nextInt(classes);
    }
    return ImageSet.wrap(input.height(), input.width(), input.channels(), pixels, labels);
  }
}
