// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.util.List;
import java.util.Optional;

/**
 * One value for each place of a window that moves over each channel by itself: what poolings have
 * in common.
 *
 * <p>Input {@code [H,W,C]}, output {@code [oH,oW,C]} with {@code oH = floor((H + top + bottom - wH)
 * / sH) + 1}.
 */
public interface Pool2d extends Op {
  /** Height and width of the window, at least 1. */
  Size size();

  /** At least 1. */
  Size stride();

  /** On each side smaller than the window. */
  Padding.Explicit padding();

  @Override
  default Optional<Window> window() {
    return Optional.of(new Window("window", size(), stride(), padding()));
  }

  @Override
  default double[] attributes() {
    return window().orElseThrow().attributes();
  }

  @Override
  default List<TensorType> infer(List<TensorType> inputs) {
    TensorType image = Window.image(inputs.get(0));
    return List.of(window().orElseThrow().over(image, image.channels()));
  }
}
