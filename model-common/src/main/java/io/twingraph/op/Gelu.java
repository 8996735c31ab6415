// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/** Gaussian error linear unit, {@code x * (1 + erf(x / sqrt(2))) / 2}. */
public record Gelu() implements Elementwise {
  @Override
  public String type() {
    return "gelu";
  }

  @Override
  public Rounding rounding() {
    return Rounding.function(8);
  }
}
