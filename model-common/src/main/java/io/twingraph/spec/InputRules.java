// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import io.twingraph.error.SpecException;
import io.twingraph.op.Float32;
import io.twingraph.op.Numbers;

/** The limits on what enters a network. */
final class InputRules {
  private static final int PIXELS = 256;

  private InputRules() {}

  static void check(Input input) {
    Numbers.atLeastOne(input.height(), "model.input.height");
    Numbers.atLeastOne(input.width(), "model.input.width");
    Numbers.atLeastOne(input.channels(), "model.input.channels");
    if ((double) input.height() * input.width() * input.channels() > Integer.MAX_VALUE) {
      throw SpecException.of(
          "an input too large",
          "model.input",
          "fewer than 2^31 values in one sample",
          input.type(),
          "use smaller images");
    }
    if (!Double.isFinite(input.mean())) {
      throw SpecException.of(
          "mean is not a number", "model.input.mean", "a finite number", input.mean(), "use 0");
    }
    Numbers.float32(input.mean(), "model.input.mean", "use 0");
    Numbers.positive(input.std(), "model.input.std", "use 1 to leave pixels as they are");
    pixels(input);
  }

  private static void pixels(Input input) {
    for (int pixel = 0; pixel < PIXELS; pixel++) {
      float value = input.scale(pixel);
      if (!Float32.holds(value)) {
        throw SpecException.of(
            "pixels that float32 cannot hold",
            "model.input",
            "(b / 255 - mean) / std between 1.2e-38 and 3.4e+38 in magnitude, or 0",
            "mean " + input.mean() + ", std " + input.std() + ": pixel " + pixel + " is " + value,
            "use a mean and a std between 0 and 1");
      }
    }
  }
}
