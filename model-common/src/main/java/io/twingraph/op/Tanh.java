// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/** Hyperbolic tangent. */
public record Tanh() implements Elementwise {
  @Override
  public String type() {
    return "tanh";
  }

  @Override
  public Rounding rounding() {
    return Rounding.function(8);
  }
}
