// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.twingraph.error.SpecException;
import java.util.List;

/**
 * A height and a width: of a kernel, of a pooling window, or of a stride. In a file it is one
 * number ({@code 3}) or a pair ({@code [3, 5]}, height first).
 */
public record Size(int height, int width) {

  /** A square of {@code side x side}. */
  public static Size square(int side) {
    return new Size(side, side);
  }

  @JsonCreator
  static Size parse(Object value) {
    if (value instanceof Integer side) {
      return square(side);
    }
    if (value instanceof List<?> pair
        && pair.size() == 2
        && pair.get(0) instanceof Integer height
        && pair.get(1) instanceof Integer width) {
      return new Size(height, width);
    }
    throw SpecException.of(
        "not a size",
        "a kernel, window or stride",
        "a whole number such as 3, or [height, width] such as [3, 5]",
        value,
        "write one whole number or a pair of them");
  }

  @JsonValue
  Object toJson() {
    return height == width ? height : List.of(height, width);
  }

  /** Height and width: {@code "3x5"}. */
  @Override
  public String toString() {
    return height + "x" + width;
  }
}
