// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/**
 * {@code x * min(max(x + 3, 0), 6) / 6}. At -3 and 3, where its derivative jumps, it is that of the
 * curve between them: -0.5 and 1.5.
 */
public record HardSwish() implements Elementwise {
  @Override
  public String type() {
    return "hard_swish";
  }

  @Override
  public double value(double x) {
    return x * Math.min(Math.max(x + 3, 0), 6) / 6;
  }

  @Override
  public double derivative(double x) {
    if (x < -3) {
      return 0;
    }
    return x > 3 ? 1 : (2 * x + 3) / 6;
  }

  @Override
  public double[] jumps() {
    return new double[] {-3, 3};
  }

  @Override
  public Rounding rounding() {
    return Rounding.function(8);
  }
}
