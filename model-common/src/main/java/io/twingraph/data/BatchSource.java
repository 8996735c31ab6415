// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import io.twingraph.error.SpecException;
import io.twingraph.spec.Input;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/**
 * A set of images as batches, in order or in a given order. The last batch may be smaller and is
 * kept. Batches are gathered into the memory of {@value #VALID} in turn: a batch is valid until the
 * second one after it is asked for. Not safe for use by several threads.
 */
public final class BatchSource implements Iterable<Batch> {
  /** The number of batches that are valid at a time: the last ones that were asked for. */
  public static final int VALID = 2;

  private final ImageSet images;
  private final float[] values;
  private final Batch[] memory;
  private final float[] image;
  private final int batchSize;
  private final int[] order;
  private final BatchesAhead ahead;

  private BatchSource(
      ImageSet images,
      float[] values,
      Batch[] memory,
      float[] image,
      int batchSize,
      int[] order,
      BatchesAhead ahead) {
    this.images = images;
    this.values = values;
    this.memory = memory;
    this.image = image;
    this.batchSize = batchSize;
    this.order = order;
    this.ahead = ahead;
  }

  /**
   * Batches of {@code images} in their order, with pixels as {@code input} declares them.
   *
   * @param batchSize samples in a batch, at least 1
   * @throws SpecException if the images are not of the input's shape
   */
  public static BatchSource of(ImageSet images, Input input, int batchSize) {
    if (images.height() != input.height()
        || images.width() != input.width()
        || images.channels() != input.channels()) {
      throw SpecException.of(
          "images of another shape than the model's input",
          "model.input",
          images.height() + "x" + images.width() + "x" + images.channels() + " (the data set's)",
          input.type(),
          "resize the images first, or change the model's input");
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("a batch needs at least one sample, got " + batchSize);
    }
    Batch[] memory = memory(images, batchSize, images.count() > batchSize ? VALID : 1);
    float[] image = new float[images.imageSize()];
    return new BatchSource(images, pixelValues(input), memory, image, batchSize, null, null);
  }

  private static Batch[] memory(ImageSet images, int batchSize, int batches) {
    Batch[] memory = new Batch[batches];
    int room = Math.max(1, Math.min(batchSize, images.count()));
    Arrays.setAll(
        memory, i -> Batch.allocate(room, images.height(), images.width(), images.channels()));
    return memory;
  }

  /** {@code (b / 255 - mean) / std} for each byte, every operation rounded to float32. */
  static float[] pixelValues(Input input) {
    float[] values = new float[256];
    for (int b = 0; b < values.length; b++) {
      values[b] = input.scale(b);
    }
    return values;
  }

  /** The same batches' memory, in another order; {@code order[i]} is the image that comes i-th. */
  public BatchSource inOrder(int[] newOrder) {
    return new BatchSource(images, values, memory, image, batchSize, newOrder.clone(), ahead);
  }

  /**
   * The same batches in memory of their own, gathered by {@code thread} before they are asked for.
   * It begins with {@link #iterator}, and a pass over any source that it gathers for ends the pass
   * before and its batches.
   */
  public BatchSource ahead(BatchesAhead thread) {
    long bytes = 4L * images.imageSize() * Math.max(1, Math.min(batchSize, images.count()));
    Batch[] own = memory(images, batchSize, VALID + BatchesAhead.depth(bytes));
    return new BatchSource(images, values, own, image.clone(), batchSize, order, thread);
  }

  /** Number of samples in one pass. */
  public int samples() {
    return order == null ? images.count() : order.length;
  }

  /** Number of batches in one pass, the smaller last one included. */
  public int batches() {
    return Math.toIntExact(((long) samples() + batchSize - 1) / batchSize);
  }

  /** The labels in the order of the samples. */
  public int[] labels() {
    int[] labels = new int[samples()];
    Arrays.setAll(labels, i -> images.label(index(i)));
    return labels;
  }

  @Override
  public Iterator<Batch> iterator() {
    int count = batches();
    Supplier<Batch> gathered =
        ahead == null ? null : ahead.pass(this::gather, count, memory.length - VALID);
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < count;
      }

      @Override
      public Batch next() {
        if (!hasNext()) {
          throw new NoSuchElementException("all " + samples() + " samples were given");
        }
        int number = next++;
        return gathered == null ? gather(number) : gathered.get();
      }
    };
  }

  private Batch gather(int number) {
    int from = number * batchSize;
    int to = (int) Math.min((long) from + batchSize, samples());
    Batch batch = memory[number % memory.length];
    for (int i = from; i < to; i++) {
      int source = index(i);
      images.copyTo(source, values, image, 0);
      batch.put(i - from, image, 0, images.label(source));
    }
    batch.size(to - from);
    return batch;
  }

  private int index(int position) {
    return order == null ? position : order[position];
  }
}
