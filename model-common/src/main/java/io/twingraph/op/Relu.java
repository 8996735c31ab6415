// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/** {@code max(x, 0)}; the gradient at 0 is 0. */
public record Relu() implements Elementwise {
  @Override
  public String type() {
    return "relu";
  }

  @Override
  public double value(double x) {
    return Math.max(x, 0);
  }

  @Override
  public double derivative(double x) {
    return x > 0 ? 1 : 0;
  }

  @Override
  public Rounding rounding() {
    return Rounding.exact();
  }

  @Override
  public double[] jumps() {
    return new double[] {0};
  }
}
