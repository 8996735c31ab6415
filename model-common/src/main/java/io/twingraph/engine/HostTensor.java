// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import java.util.Arrays;

/**
 * A float32 tensor in Java memory, in the canonical layout, row-major.
 *
 * <p>The array is shared, not copied, when a tensor is made and when it is read; treat it as
 * read-only. Equality is bit for bit.
 */
public final class HostTensor {
  private final int[] shape;
  private final float[] data;

  private HostTensor(int[] shape, float[] data) {
    this.shape = shape;
    this.data = data;
  }

  /**
   * Wraps an array.
   *
   * @throws IllegalArgumentException if the shape has another number of values
   */
  public static HostTensor wrap(int[] shape, float[] data) {
    long expected = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    if (expected != data.length) {
      throw new IllegalArgumentException(
          "shape "
              + Arrays.toString(shape)
              + " has "
              + expected
              + " values, got an array of "
              + data.length);
    }
    return new HostTensor(shape.clone(), data);
  }

  /** The dimensions; a copy. Empty for a scalar. */
  public int[] shape() {
    return shape.clone();
  }

  /** The values, row-major; shared, read-only. */
  public float[] data() {
    return data;
  }

  /** The number of values. */
  public int size() {
    return data.length;
  }

  /** The index along each dimension of the value at {@code offset} in row-major order. */
  public int[] index(int offset) {
    int[] index = new int[shape.length];
    int rest = offset;
    for (int d = shape.length - 1; d >= 0; d--) {
      index[d] = rest % shape[d];
      rest /= shape[d];
    }
    return index;
  }

  /** Same shape, and the same bits in every value (so NaN equals the same NaN, 0 not -0). */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof HostTensor that)
        || !Arrays.equals(shape, that.shape)
        || data.length != that.data.length) {
      return false;
    }
    for (int i = 0; i < data.length; i++) {
      if (Float.floatToRawIntBits(data[i]) != Float.floatToRawIntBits(that.data[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(data);
  }

  /** The shape and the first values. */
  @Override
  public String toString() {
    String values = Arrays.toString(Arrays.copyOf(data, Math.min(8, data.length)));
    return "float32" + Arrays.toString(shape) + " " + values + (data.length > 8 ? "..." : "");
  }
}
