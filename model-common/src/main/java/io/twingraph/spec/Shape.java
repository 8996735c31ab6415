// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

/** The shape of one sample between two layers, without the batch dimension. */
public sealed interface Shape permits Shape.Image, Shape.Vector {

  /** The number of values in one sample. */
  int size();

  /**
   * The canonical dimensions of a batch of {@code n} samples: {@code [n,h,w,c]} or {@code [n,u]}.
   */
  int[] batch(int n);

  /**
   * A map of {@code height x width} positions with {@code channels} values each, stored channels
   * last (HWC).
   */
  record Image(int height, int width, int channels) implements Shape {
    @Override
    public int size() {
      return Math.multiplyExact(Math.multiplyExact(height, width), channels);
    }

    @Override
    public int[] batch(int n) {
      return new int[] {n, height, width, channels};
    }

    /** Height, width and channels: {@code "26x26x32"}. */
    @Override
    public String toString() {
      return height + "x" + width + "x" + channels;
    }
  }

  /** A flat vector of {@code length} values. */
  record Vector(int length) implements Shape {
    @Override
    public int size() {
      return length;
    }

    @Override
    public int[] batch(int n) {
      return new int[] {n, length};
    }

    /** The length: {@code "1024"}. */
    @Override
    public String toString() {
      return Integer.toString(length);
    }
  }
}
