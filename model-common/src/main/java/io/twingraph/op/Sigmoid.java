// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/** Logistic function, {@code 1 / (1 + exp(-x))}. */
public record Sigmoid() implements Elementwise {
  @Override
  public String type() {
    return "sigmoid";
  }

  @Override
  public double value(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Override
  public double derivative(double x) {
    return Math.exp(-x) / Math.pow(1 + Math.exp(-x), 2);
  }

  @Override
  public Rounding rounding() {
    return Rounding.function(8);
  }
}
