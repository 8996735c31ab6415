// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/** Gaussian error linear unit, {@code x * (1 + erf(x / sqrt(2))) / 2}. */
public record Gelu() implements Elementwise {
  @Override
  public String type() {
    return "gelu";
  }

  @Override
  public double value(double x) {
    return x * (1 + Erf.of(x / Math.sqrt(2))) / 2;
  }

  @Override
  public double derivative(double x) {
    return (1 + Erf.of(x / Math.sqrt(2))) / 2 + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  @Override
  public Rounding rounding() {
    return Rounding.function(8);
  }
}
