// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/**
 * {@code x} where {@code x > 0}, else {@code slope * x}.
 *
 * @param slope in [0, 1)
 */
public record LeakyRelu(double slope) implements Elementwise {
  public LeakyRelu {
    Numbers.fraction(slope, "slope", "PyTorch's default slope is 0.01, Keras's is 0.3");
  }

  @Override
  public String type() {
    return "leaky_relu";
  }

  @Override
  public double[] attributes() {
    return new double[] {slope};
  }

  @Override
  public String label() {
    return type() + "(" + slope + ")";
  }

  @Override
  public double value(double x) {
    return x > 0 ? x : slope * x;
  }

  @Override
  public double derivative(double x) {
    return x > 0 ? 1 : slope;
  }

  @Override
  public Rounding rounding() {
    return Rounding.function(1);
  }

  @Override
  public double[] jumps() {
    return new double[] {0};
  }
}
