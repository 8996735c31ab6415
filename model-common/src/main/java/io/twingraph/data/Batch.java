// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.util.Locale;

/**
 * The samples of one step: float32 images {@code [N,H,W,C]} in a direct buffer whose first byte is
 * aligned to 64 bytes, so that an engine can take it without a copy, and a label for each.
 *
 * <p>A batch that comes from a {@link BatchSource} is valid until the source gives the next one.
 * Engines must not write to it nor keep it after the call that it was passed to.
 */
public final class Batch {
  /** Bytes to which the images are aligned; what TensorFlow asks of a tensor it does not copy. */
  public static final int ALIGNMENT = 64;

  /** Values that are looked at together. */
  private static final int PART = 4096;

  /** The slice starts and ends at a multiple of the alignment: room for both roundings. */
  private static final int BORDER = 2 * ALIGNMENT;

  private final int capacity;
  private final int height;
  private final int width;
  private final int channels;
  private final FloatBuffer images;
  private final int[] labels;
  private int size;

  private Batch(int capacity, int height, int width, int channels) {
    this.capacity = capacity;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.images =
        ByteBuffer.allocateDirect(4 * capacity * imageSize() + BORDER)
            .alignedSlice(ALIGNMENT)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    this.labels = new int[capacity];
  }

  /** An empty batch with room for {@code capacity} samples. */
  public static Batch allocate(int capacity, int height, int width, int channels) {
    if (capacity < 1 || height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a batch needs at least one sample of at least 1x1x1, got %d of %dx%dx%d",
              capacity,
              height,
              width,
              channels));
    }
    double imageSize = (double) height * width * channels;
    if (imageSize > Integer.MAX_VALUE || capacity > room((int) imageSize)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a batch of %,d images of %dx%dx%d needs more than the 2^31 bytes of one buffer; use"
                  + " fewer or smaller images",
              capacity,
              height,
              width,
              channels));
    }
    return new Batch(capacity, height, width, channels);
  }

  /** The largest number of images of so many values each that one batch has room for. */
  public static int room(int imageSize) {
    return (Integer.MAX_VALUE - BORDER) / 4 / imageSize;
  }

  /**
   * A batch with a copy of the given values.
   *
   * @param images {@code [N,H,W,C]} with {@code N = labels.length}
   */
  public static Batch of(int height, int width, int channels, float[] images, int... labels) {
    Batch batch = allocate(labels.length, height, width, channels);
    if (images.length != batch.imageSize() * labels.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d labels and images of %dx%dx%d need %d values, got %d",
              labels.length,
              height,
              width,
              channels,
              batch.imageSize() * labels.length,
              images.length));
    }
    for (int i = 0; i < labels.length; i++) {
      batch.put(i, images, i * batch.imageSize(), labels[i]);
    }
    batch.size(labels.length);
    return batch;
  }

  /** Number of samples, at least 1 once filled. */
  public int size() {
    return size;
  }

  /** Rows of an image. */
  public int height() {
    return height;
  }

  /** Columns of an image. */
  public int width() {
    return width;
  }

  /** Values of a pixel. */
  public int channels() {
    return channels;
  }

  /** Values of one image. */
  public int imageSize() {
    return height * width * channels;
  }

  /**
   * The images {@code [N,H,W,C]}: a direct buffer in native byte order from position 0 to {@code N
   * * imageSize()}; a view of its own, over the same memory.
   */
  public FloatBuffer images() {
    return images.duplicate().position(0).limit(size * imageSize()).slice();
  }

  /** The position of the first value of the images that is NaN or infinite; -1 if there is none. */
  public int notFinite() {
    FloatBuffer values = images();
    float[] part = new float[Math.min(PART, values.limit())];
    for (int from = 0; from < values.limit(); from += part.length) {
      int count = Math.min(part.length, values.limit() - from);
      values.get(part, 0, count);
      float largest = 0; // a loop of its own, which the JVM makes vector instructions of
      for (int i = 0; i < count; i++) {
        largest = Math.max(largest, Math.abs(part[i]));
      }
      for (int i = 0; !(largest <= Float.MAX_VALUE) && i < count; i++) {
        if (!Float.isFinite(part[i])) {
          return from + i;
        }
      }
    }
    return -1;
  }

  /** The label of sample {@code index}. */
  public int label(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException("sample " + index + " of a batch of " + size);
    }
    return labels[index];
  }

  /** SHA-256 over the images' bytes (little-endian float32) and the labels (4 bytes each). */
  public String sha256() {
    MessageDigest digest = Sha256.digest();
    ByteBuffer bytes = ByteBuffer.allocate((imageSize() + 1) * 4).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer values = images();
    for (int i = 0; i < size; i++) {
      bytes.clear();
      for (int j = 0; j < imageSize(); j++) {
        bytes.putFloat(values.get());
      }
      digest.update(bytes.putInt(labels[i]).flip());
    }
    return Sha256.hex(digest);
  }

  void put(int index, float[] values, int from, int label) {
    images.put(index * imageSize(), values, from, imageSize());
    labels[index] = label;
  }

  void size(int samples) {
    if (samples < 1 || samples > capacity) {
      throw new IllegalArgumentException(
          "a batch with room for " + capacity + " samples cannot hold " + samples);
    }
    this.size = samples;
  }
}
