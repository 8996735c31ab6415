// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Element type and shape of one sample of a value, without the batch dimension; of any rank.
 *
 * @param dtype of the elements
 * @param shape dimensions, each at least 1; empty for a scalar
 */
public record TensorType(DType dtype, List<Integer> shape) {
  private static final int IMAGE = 3;

  public TensorType {
    shape = List.copyOf(shape);
  }

  /** A float32 tensor. */
  public static TensorType float32(int... shape) {
    return new TensorType(DType.FLOAT32, Arrays.stream(shape).boxed().collect(Collectors.toList()));
  }

  /** A float32 image of {@code height x width} positions with channels last. */
  public static TensorType image(int height, int width, int channels) {
    return float32(height, width, channels);
  }

  /** A float32 vector. */
  public static TensorType vector(int length) {
    return float32(length);
  }

  /** The number of dimensions. */
  public int rank() {
    return shape.size();
  }

  /** Whether there are three dimensions: height, width, channels. */
  public boolean isImage() {
    return rank() == IMAGE;
  }

  /** Whether there is one dimension. */
  public boolean isVector() {
    return rank() == 1;
  }

  /** The first dimension of an image. */
  public int height() {
    return ofImage(0);
  }

  /** The second dimension of an image. */
  public int width() {
    return ofImage(1);
  }

  /** The last dimension, which holds the channels of an image and the length of a vector. */
  public int channels() {
    return shape.get(rank() - 1);
  }

  private int ofImage(int index) {
    if (!isImage()) {
      throw new IllegalStateException(this + " is no image");
    }
    return shape.get(index);
  }

  /**
   * The number of elements in one sample.
   *
   * @throws ArithmeticException if it is above 2^31 - 1
   */
  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** This type with another last dimension. */
  public TensorType withChannels(int channels) {
    List<Integer> other = new ArrayList<>(shape);
    other.set(rank() - 1, channels);
    return new TensorType(dtype, other);
  }

  /** Positions that share their parameters: elements for each channel. */
  public int positions() {
    return size() / channels();
  }

  /** The dimensions of a batch of {@code n} samples, the batch first. */
  public int[] batch(int n) {
    int[] all = new int[rank() + 1];
    all[0] = n;
    for (int i = 0; i < rank(); i++) {
      all[i + 1] = shape.get(i);
    }
    return all;
  }

  /** The dimensions: {@code "26x26x32"}, {@code "1024"}. */
  @Override
  public String toString() {
    return shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}
