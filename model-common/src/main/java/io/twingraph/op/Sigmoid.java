// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/** Logistic function, {@code 1 / (1 + exp(-x))}. */
public record Sigmoid() implements Elementwise {
  @Override
  public String type() {
    return "sigmoid";
  }

  @Override
  public Rounding rounding() {
    return Rounding.function(8);
  }
}
