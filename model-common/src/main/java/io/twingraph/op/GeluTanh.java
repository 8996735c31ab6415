// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/** Approximate gelu, {@code x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))) / 2}. */
public record GeluTanh() implements Elementwise {
  private static final double ROOT = Math.sqrt(2 / Math.PI);
  private static final double CUBIC = 0.044715;

  @Override
  public String type() {
    return "gelu_tanh";
  }

  @Override
  public double value(double x) {
    return x * (1 + Math.tanh(inner(x))) / 2;
  }

  @Override
  public double derivative(double x) {
    double t = Math.tanh(inner(x));
    return (1 + t) / 2 + x * (1 - t * t) * ROOT * (1 + 3 * CUBIC * x * x) / 2;
  }

  @Override
  public Rounding rounding() {
    return Rounding.function(8);
  }

  private static double inner(double x) {
    return ROOT * (x + CUBIC * x * x * x);
  }
}
