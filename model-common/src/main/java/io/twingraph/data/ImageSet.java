// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Objects;

/**
 * Images of one size as bytes, channels last, with a label each. A set can be a window on a larger
 * one. Immutable: the arrays it is made from must not be changed afterwards. Safe for use by
 * several threads.
 */
public final class ImageSet {
  private final int height;
  private final int width;
  private final int channels;
  private final byte[] pixels;
  private final byte[] labels;
  private final int first;
  private final int count;

  private ImageSet(
      int height, int width, int channels, byte[] pixels, byte[] labels, int first, int count) {
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.pixels = pixels;
    this.labels = labels;
    this.first = first;
    this.count = count;
  }

  /**
   * Wraps pixels and labels without a copy.
   *
   * @param pixels {@code [N,H,W,C]}, row by row, 0..255 as unsigned bytes
   * @param labels one for each image, 0..255 as unsigned bytes
   * @throws IllegalArgumentException if the lengths do not fit together
   */
  public static ImageSet wrap(int height, int width, int channels, byte[] pixels, byte[] labels) {
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "an image needs at least 1x1x1, got %dx%dx%d", height, width, channels));
    }
    long expected = (long) labels.length * height * width * channels;
    if (pixels.length != expected) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d labels and images of %dx%dx%d need %d pixel bytes, got %d",
              labels.length,
              height,
              width,
              channels,
              expected,
              pixels.length));
    }
    return new ImageSet(height, width, channels, pixels, labels, 0, labels.length);
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

  /** Number of images. */
  public int count() {
    return count;
  }

  /** Bytes of one image. */
  public int imageSize() {
    return height * width * channels;
  }

  /** The label of image {@code index}, 0..255. */
  public int label(int index) {
    return labels[first + Objects.checkIndex(index, count)] & 0xFF;
  }

  /** The byte of image {@code index} at {@code offset} in row-major (h, w, c) order, 0..255. */
  public int pixel(int index, int offset) {
    Objects.checkIndex(offset, imageSize());
    return pixels[start(index) + offset] & 0xFF;
  }

  /** The images {@code from} (inclusive) to {@code to} (exclusive), without a copy. */
  public ImageSet slice(int from, int to) {
    Objects.checkFromToIndex(from, to, count);
    return new ImageSet(height, width, channels, pixels, labels, first + from, to - from);
  }

  /** The first {@code limit} images, or all if there are fewer. */
  public ImageSet limit(int limit) {
    return slice(0, Math.min(limit, count));
  }

  /** SHA-256 over the dimensions (count, height, width, channels, each 4 bytes), pixels, labels. */
  public String sha256() {
    MessageDigest digest = Sha256.digest();
    digest.update(
        ByteBuffer.allocate(16)
            .putInt(count)
            .putInt(height)
            .putInt(width)
            .putInt(channels)
            .array());
    digest.update(pixels, first * imageSize(), count * imageSize());
    digest.update(labels, first, count);
    return Sha256.hex(digest);
  }

  /**
   * Writes image {@code index} through {@code values[byte]} into {@code target}, in (h,w,c) order.
   */
  void copyTo(int index, float[] values, float[] target, int at) {
    int start = start(index);
    int size = imageSize();
    for (int i = 0; i < size; i++) {
      target[at + i] = values[pixels[start + i] & 0xFF];
    }
  }

  /** Writes the bytes of image {@code index} into {@code target}, in (h,w,c) order. */
  void copyTo(int index, byte[] target) {
    System.arraycopy(pixels, start(index), target, 0, imageSize());
  }

  private int start(int index) {
    return (first + Objects.checkIndex(index, count)) * imageSize();
  }
}
