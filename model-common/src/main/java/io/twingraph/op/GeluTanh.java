// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/** Approximate gelu, {@code x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))) / 2}. */
public record GeluTanh() implements Elementwise {
  @Override
  public String type() {
    return "gelu_tanh";
  }

  @Override
  public Rounding rounding() {
    return Rounding.function(8);
  }
}
