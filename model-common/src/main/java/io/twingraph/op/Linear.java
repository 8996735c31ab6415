// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/** {@code x}: the value itself. */
public record Linear() implements Elementwise {
  @Override
  public String type() {
    return "linear";
  }

  @Override
  public double value(double x) {
    return x;
  }

  @Override
  public double derivative(double x) {
    return 1;
  }

  @Override
  public Rounding rounding() {
    return Rounding.exact();
  }
}
