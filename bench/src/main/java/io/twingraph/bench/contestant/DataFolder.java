// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.contestant;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.data.ImageSet;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What every contestant reads, so that all compute the same: scaled images, labels, and the
 * parameters to start from; little-endian, without headers. Immutable.
 *
 * @param path of the folder
 * @param train samples to train on, the first in the files
 * @param validation samples that follow them
 */
public record DataFolder(Path path, int train, int validation) {
  /** float32 {@code [train+validation,H,W,C]}. */
  public static final String IMAGES = "images.f32";

  /** int32 {@code [train+validation]}. */
  public static final String LABELS = "labels.i32";

  /** float32: every parameter in canonical order and layout, kernel before bias. */
  public static final String PARAMETERS = "parameters.f32";

  private static final int BATCH = 256;

  /**
   * Writes the folder.
   *
   * @param train at most so many training samples
   * @param validation at most so many validation samples
   */
  public static DataFolder write(
      Path folder, Experiment experiment, TrainingData data, int train, int validation)
      throws IOException {
    Files.createDirectories(folder);
    ImageSet first = data.train().limit(train);
    ImageSet then = data.validation().limit(validation);
    try (OutputStream images = open(folder, IMAGES);
        OutputStream labels = open(folder, LABELS)) {
      for (ImageSet set : new ImageSet[] {first, then}) {
        append(set, experiment, images, labels);
      }
    }
    try (OutputStream parameters = open(folder, PARAMETERS)) {
      for (HostTensor tensor : InitialParameters.draw(experiment).asMap().values()) {
        parameters.write(bytes(FloatBuffer.wrap(tensor.data())));
      }
    }
    return new DataFolder(folder, first.count(), then.count());
  }

  private static OutputStream open(Path folder, String file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(folder.resolve(file)), 1 << 20);
  }

  private static void append(
      ImageSet set, Experiment experiment, OutputStream images, OutputStream labels)
      throws IOException {
    for (Batch batch : BatchSource.of(set, experiment.model().input(), BATCH)) {
      images.write(bytes(batch.images()));
      ByteBuffer numbers = ByteBuffer.allocate(4 * batch.size()).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < batch.size(); i++) {
        numbers.putInt(batch.label(i));
      }
      labels.write(numbers.array());
    }
  }

  private static byte[] bytes(FloatBuffer values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
