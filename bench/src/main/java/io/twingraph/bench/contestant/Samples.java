// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.contestant;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.data.BatchesAhead;
import io.twingraph.data.ImageSet;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import io.twingraph.graph.Parameter;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The data folder as Twingraph keeps images: bytes, which become float32 when a batch is gathered.
 * That gathering is part of a step here as it is in a training run.
 */
final class Samples {
  private static final int BYTES = 256;

  /** Samples in a pass of batches gathered ahead, about: the first batch of each is waited for. */
  private static final int PASS = 1 << 20;

  private final Path folder;
  private final Experiment experiment;

  Samples(Path folder, Experiment experiment) {
    this.folder = folder;
    this.experiment = experiment;
  }

  /** The samples {@code from} (inclusive) to {@code to} (exclusive). */
  ImageSet images(int from, int to) throws IOException {
    Input input = experiment.model().input();
    int size = input.type().size();
    byte[] pixels = new byte[Math.multiplyExact(to - from, size)];
    float[] levels = levels(input);
    FloatBuffer values = map(DataFolder.IMAGES, 4L * from * size, 4L * pixels.length);
    for (int i = 0; i < pixels.length; i++) {
      int level = Arrays.binarySearch(levels, values.get());
      if (level < 0) {
        throw new IOException(
            folder.resolve(DataFolder.IMAGES)
                + ": value "
                + (from * (long) size + i)
                + " is no scaled byte of this network's input");
      }
      pixels[i] = (byte) level;
    }
    byte[] labels = new byte[to - from];
    var numbers = mapBytes(DataFolder.LABELS, 4L * from, 4L * labels.length).asIntBuffer();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) numbers.get(i);
    }
    return ImageSet.wrap(input.height(), input.width(), input.channels(), pixels, labels);
  }

  /** What each byte becomes, ascending: gathered by the code that gathers batches. */
  private static float[] levels(Input input) {
    byte[] all = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      all[i] = (byte) i;
    }
    ImageSet one = ImageSet.wrap(16, 16, 1, all, new byte[1]);
    Input square = new Input(16, 16, 1, input.mean(), input.std());
    Batch batch = BatchSource.of(one, square, 1).iterator().next();
    float[] levels = new float[BYTES];
    batch.images().get(levels);
    return levels;
  }

  /** The parameters to start from. */
  TensorMap parameters() throws IOException {
    FloatBuffer values = map(DataFolder.PARAMETERS, 0, 4 * experiment.graph().parameterCount());
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : experiment.graph().parameters()) {
      float[] data = new float[Math.toIntExact(parameter.count())];
      values.get(data);
      int[] shape = parameter.shape().stream().mapToInt(Integer::intValue).toArray();
      tensors.put(parameter.name(), HostTensor.wrap(shape, data));
    }
    return new TensorMap(tensors);
  }

  /**
   * Whole batches of the first {@code train} samples, again and again.
   *
   * @param ahead the thread that gathers them; {@code null} for the caller's own
   */
  Iterator<Batch> endless(int train, int batch, BatchesAhead ahead) throws IOException {
    int whole = train / batch * batch;
    if (whole == 0) {
      throw new IllegalArgumentException("no batch of " + batch + " in " + train + " samples");
    }
    BatchSource once = BatchSource.of(images(0, whole), experiment.model().input(), batch);
    BatchSource source = ahead == null ? once : once.inOrder(repeated(whole)).ahead(ahead);
    return new Iterator<>() {
      private Iterator<Batch> pass = source.iterator();

      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public Batch next() {
        if (!pass.hasNext()) {
          pass = source.iterator();
        }
        return pass.next();
      }
    };
  }

  private static int[] repeated(int samples) {
    int[] order = new int[samples * Math.max(1, PASS / samples)];
    Arrays.setAll(order, i -> i % samples);
    return order;
  }

  private FloatBuffer map(String file, long offset, long bytes) {
    return mapBytes(file, offset, bytes).asFloatBuffer();
  }

  private MappedByteBuffer mapBytes(String file, long offset, long bytes) {
    try (FileChannel channel = FileChannel.open(folder.resolve(file))) {
      MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, offset, bytes);
      map.order(ByteOrder.LITTLE_ENDIAN);
      return map;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
