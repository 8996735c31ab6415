// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/** Hyperbolic tangent. */
public record Tanh() implements Elementwise {
  @Override
  public String type() {
    return "tanh";
  }

  @Override
  public double value(double x) {
    return Math.tanh(x);
  }

  @Override
  public double derivative(double x) {
    return 1 - Math.tanh(x) * Math.tanh(x);
  }

  @Override
  public Rounding rounding() {
    return Rounding.function(8);
  }
}
