// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import io.twingraph.error.SpecException;

/**
 * A window that moves over an image in steps of a stride.
 *
 * @param field what the experiment calls its size: {@code "kernel"} or {@code "window"}
 * @param size rows and columns
 * @param stride rows and columns from one place to the next
 * @param padding around the image
 */
public record Window(String field, Size size, Size stride, Padding.Explicit padding) {
  /** Kernels of this size stand on single pixels at the end of usual networks. */
  private static final int ALWAYS_TAKEN = 15;

  /** Checks the numbers that need no input. */
  public Window {
    atLeastOne(size, field);
    atLeastOne(stride, "stride");
    notNegative(padding, "padding");
  }

  /** Refuses a size of which a side is below 1. */
  public static void atLeastOne(Size size, String where) {
    if (size == null) {
      throw SpecException.of(
          "missing " + where, where, "a whole number or [height, width]", null, "add it");
    }
    if (size.height() < 1 || size.width() < 1) {
      throw SpecException.of(
          "number too small", where, "at least 1x1", size, "use 1 or more in both directions");
    }
  }

  /** Refuses a side below 0. */
  public static void notNegative(Padding padding, String where) {
    if (padding instanceof Padding.Explicit sides
        && Math.min(Math.min(sides.top(), sides.bottom()), Math.min(sides.left(), sides.right()))
            < 0) {
      throw SpecException.of(
          "padding out of range",
          where,
          "0 or more on each side",
          sides,
          "use 0 for no padding; 'valid' is 0 on every side");
    }
  }

  /** Refuses padding that a whole window of a pooling could lie on. */
  public static void lessThan(Size window, Padding padding, String where) {
    if (padding instanceof Padding.Explicit sides
        && (Math.max(sides.top(), sides.bottom()) >= window.height()
            || Math.max(sides.left(), sides.right()) >= window.width())) {
      throw SpecException.of(
          "padding out of range",
          where,
          "0 or more on each side, and less than the window (" + window + ")",
          sides,
          "a pooling window that sees only padding has no maximum and no mean; use less padding"
              + " or 'same'");
    }
  }

  /** Size, stride, and padding above and to the left, heights before widths. */
  double[] attributes() {
    return new double[] {
      size.height(), size.width(), stride.height(), stride.width(), padding.top(), padding.left()
    };
  }

  /** Rows times columns. */
  public long area() {
    return (long) size.height() * size.width();
  }

  /** The most places of the window that one value of the image can lie in. */
  public long overlaps() {
    long rows = (size.height() + stride.height() - 1L) / stride.height();
    long columns = (size.width() + stride.width() - 1L) / stride.width();
    return rows * columns;
  }

  /**
   * This padding as four numbers for an input.
   *
   * @throws SpecException if the input is no image, or the window is absurd for it
   */
  public static Padding.Explicit resolve(
      String field, Padding padding, Size size, Size stride, TensorType input) {
    notMuchLarger(field, size, image(input));
    return padding.resolve(input.height(), input.width(), size, stride);
  }

  /** An image as input, or a refusal. */
  static TensorType image(TensorType input) {
    if (input.isImage()) {
      return input;
    }
    throw SpecException.of(
        "a window over a vector",
        "",
        "an image (height x width x channels) as input",
        "a vector of " + input,
        "move this layer before the flatten layer");
  }

  /**
   * The image that one value for each place makes.
   *
   * @param channels of that image
   * @throws SpecException if the window does not fit the input
   */
  TensorType over(TensorType in, int channels) {
    notMuchLarger(field, size, in);
    long height = (long) in.height() + padding.top() + padding.bottom();
    long width = (long) in.width() + padding.left() + padding.right();
    checkedSize(height, width, in.channels(), "its input with the padding");
    if (size.height() > height || size.width() > width) {
      throw SpecException.of(
          field + " larger than its input",
          field,
          "at most " + height + "x" + width + " (the input " + in + " with its padding)",
          size,
          "make the " + field + " smaller, pad the input, or drop a layer before this one");
    }
    noLongerThan(height, width, in);
    long rows = (height - size.height()) / stride.height() + 1;
    long columns = (width - size.width()) / stride.width() + 1;
    checkedSize(rows, columns, channels, "its output");
    return TensorType.image((int) rows, (int) columns, channels);
  }

  /** A stride above the size reaches one place only; TensorFlow loses its gradient at 2^31 - 1. */
  private void noLongerThan(long height, long width, TensorType in) {
    long rows = Math.max(height, ALWAYS_TAKEN);
    long columns = Math.max(width, ALWAYS_TAKEN);
    if (stride.height() > rows || stride.width() > columns) {
      throw SpecException.of(
          "stride larger than its input",
          "stride",
          "at most " + rows + "x" + columns + " for the input " + in + " with its padding",
          stride,
          "make the stride smaller: beyond the input there is no second place");
    }
  }

  /**
   * What lies further than the input's size from the middle of a window meets padding only, in
   * every place; engines ask for absurd memory for such windows, or end the process.
   */
  static void notMuchLarger(String field, Size size, TensorType in) {
    int height = largest(in.height());
    int width = largest(in.width());
    if (size.height() > height || size.width() > width) {
      throw SpecException.of(
          field + " far larger than its input",
          field,
          "at most " + height + "x" + width + " for the input " + in,
          size,
          "make the " + field + " smaller: its outer part would see nothing but padding");
    }
  }

  private static int largest(int in) {
    return (int) Math.max(2L * in - 1, ALWAYS_TAKEN);
  }

  private static void checkedSize(long height, long width, long channels, String what) {
    if ((double) height * width * channels > Integer.MAX_VALUE) {
      throw SpecException.of(
          "a layer's values are too many",
          "",
          "fewer than 2^31 values in one sample",
          what + " has " + height + "x" + width + "x" + channels,
          "use fewer filters, less padding or a smaller input");
    }
  }
}
