// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import java.util.Arrays;

/**
 * A tensor in Java memory, in the canonical layout, row-major: float32, which is what engines train
 * in, or float64, which is what a reference engine answers in.
 *
 * <p>The array is shared, not copied, when a tensor is made and when it is read; treat it as
 * read-only. Equality is bit for bit, and a float32 tensor is never equal to a float64 one.
 */
public final class HostTensor {
  private final int[] shape;
  private final float[] floats;
  private final double[] doubles;
  private double largestMagnitude = Double.NaN;

  private HostTensor(int[] shape, float[] floats, double[] doubles) {
    this.shape = shape;
    this.floats = floats;
    this.doubles = doubles;
  }

  /**
   * Wraps float32 values.
   *
   * @throws IllegalArgumentException if the shape has another number of values
   */
  public static HostTensor wrap(int[] shape, float[] data) {
    check(shape, data.length);
    return new HostTensor(shape.clone(), data, null);
  }

  /**
   * Wraps float64 values.
   *
   * @throws IllegalArgumentException if the shape has another number of values
   */
  public static HostTensor wrap(int[] shape, double[] data) {
    check(shape, data.length);
    return new HostTensor(shape.clone(), null, data);
  }

  private static void check(int[] shape, int length) {
    long expected = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    if (expected != length) {
      throw new IllegalArgumentException(
          "shape "
              + Arrays.toString(shape)
              + " has "
              + expected
              + " values, got an array of "
              + length);
    }
  }

  /** The dimensions; a copy. Empty for a scalar. */
  public int[] shape() {
    return shape.clone();
  }

  /** Whether the values are float64; if not, they are float32. */
  public boolean isFloat64() {
    return doubles != null;
  }

  /**
   * The float32 values, row-major; shared, read-only.
   *
   * @throws IllegalStateException if they are float64
   */
  public float[] data() {
    if (isFloat64()) {
      throw new IllegalStateException("a float64 tensor has no float32 values: " + this);
    }
    return floats;
  }

  /**
   * The float64 values, row-major; shared, read-only.
   *
   * @throws IllegalStateException if they are float32
   */
  public double[] doubles() {
    if (!isFloat64()) {
      throw new IllegalStateException("a float32 tensor has no float64 values: " + this);
    }
    return doubles;
  }

  /** The value at {@code offset} in row-major order, whatever the type. */
  public double value(int offset) {
    return isFloat64() ? doubles[offset] : floats[offset];
  }

  /** Largest magnitude of the finite values; worked out at the first call. */
  public double largestMagnitude() {
    if (Double.isNaN(largestMagnitude)) {
      double fast = isFloat64() ? Double.NaN : largest(floats);
      largestMagnitude = fast <= Float.MAX_VALUE ? fast : largestFinite();
    }
    return largestMagnitude;
  }

  /** One reduction and nothing else, which becomes vector instructions; NaN if there is one. */
  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private double largestFinite() {
    double largest = 0;
    for (int i = 0; i < size(); i++) {
      double magnitude = Math.abs(value(i));
      largest = Double.isFinite(magnitude) ? Math.max(largest, magnitude) : largest;
    }
    return largest;
  }

  /** This tensor, or its values rounded to float32. */
  public HostTensor toFloat32() {
    if (!isFloat64()) {
      return this;
    }
    float[] rounded = new float[doubles.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) doubles[i];
    }
    return new HostTensor(shape, rounded, null);
  }

  /** The number of values. */
  public int size() {
    return isFloat64() ? doubles.length : floats.length;
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

  /** Same type, same shape, and the same bits in every value (so NaN equals the same NaN). */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof HostTensor that)
        || isFloat64() != that.isFloat64()
        || !Arrays.equals(shape, that.shape)) {
      return false;
    }
    for (int i = 0; i < size(); i++) {
      boolean same =
          isFloat64()
              ? Double.doubleToRawLongBits(doubles[i])
                  == Double.doubleToRawLongBits(that.doubles[i])
              : Float.floatToRawIntBits(floats[i]) == Float.floatToRawIntBits(that.floats[i]);
      if (!same) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape)
        + (isFloat64() ? Arrays.hashCode(doubles) : Arrays.hashCode(floats));
  }

  /** The type, the shape and the first values. */
  @Override
  public String toString() {
    int shown = Math.min(8, size());
    String values =
        isFloat64()
            ? Arrays.toString(Arrays.copyOf(doubles, shown))
            : Arrays.toString(Arrays.copyOf(floats, shown));
    String type = isFloat64() ? "float64" : "float32";
    return type + Arrays.toString(shape) + " " + values + (size() > 8 ? "..." : "");
  }
}
