// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/** The error function, which Java's library does not have. */
final class Erf {
  private Erf() {}

  /**
   * {@code erf(x)}: the Maclaurin series below 3, where its terms lose at most four digits of
   * double precision, and the continued fraction of {@code erfc} above (Abramowitz and Stegun 7.1.5
   * and 7.1.14).
   */
  static double of(double x) {
    double a = Math.abs(x);
    double value = a < 3 ? series(a) : 1 - tail(a);
    return x < 0 ? -value : value;
  }

  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  private static double tail(double x) {
    double fraction = 0;
    for (int k = 60; k > 0; k--) {
      fraction = k / 2.0 / (x + fraction);
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
  }
}
