// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

/** The formulas of the elementwise operators and their derivatives, as they are written. */
final class PlainFunctions {
  private static final double ROOT = Math.sqrt(2 / Math.PI);

  private PlainFunctions() {}

  static double tanhDerivative(double x) {
    return 1 - Math.tanh(x) * Math.tanh(x);
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  static double sigmoidDerivative(double x) {
    return Math.exp(-x) / Math.pow(1 + Math.exp(-x), 2);
  }

  static double gelu(double x) {
    return x * (1 + Erf.of(x / Math.sqrt(2))) / 2;
  }

  static double geluDerivative(double x) {
    return (1 + Erf.of(x / Math.sqrt(2))) / 2 + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  static double geluTanh(double x) {
    return x * (1 + Math.tanh(inner(x))) / 2;
  }

  static double geluTanhDerivative(double x) {
    double t = Math.tanh(inner(x));
    return (1 + t) / 2 + x * (1 - t * t) * ROOT * (1 + 3 * 0.044715 * x * x) / 2;
  }

  private static double inner(double x) {
    return ROOT * (x + 0.044715 * x * x * x);
  }
}
