// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.twingraph.error.SpecException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a window treats the border of its input.
 *
 * <p>Engines see only {@link Explicit}: {@link #resolve} turns every padding into four numbers
 * once, in the specification, so that no engine's own notion of "same" takes part. A convolution
 * pads with zeros, max pooling with minus infinity; average pooling leaves padding out of its mean.
 */
public sealed interface Padding permits Padding.Same, Padding.Valid, Padding.Explicit {

  /** No padding: the window stays inside the input. */
  static Padding valid() {
    return new Valid();
  }

  /**
   * Output of {@code ceil(input / stride)}; an odd pixel of padding goes to the bottom and right.
   */
  static Padding same() {
    return new Same();
  }

  /**
   * The four numbers for an input of the given height and width.
   *
   * <p>For SAME: {@code total = max((ceil(in / stride) - 1) * stride + window - in, 0)}, of which
   * {@code total / 2} (rounded down) goes before and the rest after; the formula of {@code
   * tf.nn.convolution}.
   */
  default Explicit resolve(int height, int width, Size window, Size stride) {
    if (this instanceof Explicit explicit) {
      return explicit;
    }
    if (this instanceof Valid) {
      return Explicit.NONE;
    }
    int rows = sameTotal(height, window.height(), stride.height());
    int columns = sameTotal(width, window.width(), stride.width());
    return new Explicit(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2);
  }

  private static int sameTotal(int in, int window, int stride) {
    long out = ((long) in + stride - 1) / stride;
    return Math.toIntExact(Math.max((out - 1) * stride + window - in, 0));
  }

  /** The padding named {@code same}, {@code valid}, or given as four numbers in a file. */
  @JsonCreator
  static Padding parse(Object value) {
    if ("same".equals(value)) {
      return same();
    }
    if ("valid".equals(value)) {
      return valid();
    }
    if (value instanceof Map<?, ?> sides
        && sides.size() == 4
        && sides.get("top") instanceof Integer top
        && sides.get("bottom") instanceof Integer bottom
        && sides.get("left") instanceof Integer left
        && sides.get("right") instanceof Integer right) {
      return new Explicit(top, bottom, left, right);
    }
    throw SpecException.of(
        "not a padding",
        "padding",
        "'same', 'valid' or {top: 1, bottom: 1, left: 1, right: 1}",
        value,
        "use one of the three forms; all four sides are needed");
  }

  /** See {@link Padding#valid}. */
  record Valid() implements Padding {
    @JsonValue
    @Override
    public String toString() {
      return "valid";
    }
  }

  /** See {@link Padding#same}. */
  record Same() implements Padding {
    @JsonValue
    @Override
    public String toString() {
      return "same";
    }
  }

  /** Rows above and below, columns to the left and right; each at least 0. */
  record Explicit(int top, int bottom, int left, int right) implements Padding {
    /** All four sides zero. */
    public static final Explicit NONE = new Explicit(0, 0, 0, 0);

    /** Whether no side is padded. */
    public boolean isNone() {
      return equals(NONE);
    }

    @JsonValue
    Map<String, Integer> toJson() {
      Map<String, Integer> sides = new LinkedHashMap<>();
      sides.put("top", top);
      sides.put("bottom", bottom);
      sides.put("left", left);
      sides.put("right", right);
      return sides;
    }

    @Override
    public String toString() {
      return "top " + top + ", bottom " + bottom + ", left " + left + ", right " + right;
    }
  }
}
