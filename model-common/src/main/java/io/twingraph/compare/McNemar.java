// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

/**
 * McNemar's test of two classifiers on the same samples (McNemar 1947): whether those that only one
 * gets right split evenly, as they would if both were equally good.
 */
final class McNemar {
  /** Up to this many discordant samples the binomial distribution is summed exactly. */
  static final int EXACT_LIMIT = 1000;

  private McNemar() {}

  /**
   * The two-sided p-value: exact from the binomial distribution up to {@link #EXACT_LIMIT}
   * discordant samples, above that from chi-squared with one degree of freedom and Edwards's
   * continuity correction.
   *
   * @param onlyFirst samples that only the first gets right
   * @param onlySecond samples that only the second gets right
   */
  static double pValue(int onlyFirst, int onlySecond) {
    int discordant = onlyFirst + onlySecond;
    if (onlyFirst == onlySecond) {
      return 1;
    }
    if (discordant <= EXACT_LIMIT) {
      return exact(Math.min(onlyFirst, onlySecond), discordant);
    }
    double excess = Math.max(0, Math.abs((double) onlyFirst - onlySecond) - 1);
    return complementaryError(Math.sqrt(excess * excess / discordant / 2));
  }

  /** Twice the probability of at most {@code fewer} heads in {@code tosses}. */
  private static double exact(int fewer, int tosses) {
    double log = -tosses * Math.log(2);
    double tail = Math.exp(log);
    for (int k = 1; k <= fewer; k++) {
      log += Math.log((double) (tosses - k + 1) / k);
      tail += Math.exp(log);
    }
    return Math.min(1, 2 * tail);
  }

  /**
   * {@code erfc(x)} for {@code x >= 0}, with a relative error below 1.2e-7 (Press et al., Numerical
   * Recipes, section 6.2, a Chebyshev fit).
   */
  static double complementaryError(double x) {
    double t = 1 / (1 + 0.5 * x);
    double[] fit = {
      -1.26551223,
      1.00002368,
      0.37409196,
      0.09678418,
      -0.18628806,
      0.27886807,
      -1.13520398,
      1.48851587,
      -0.82215223,
      0.17087277
    };
    double sum = 0;
    for (int i = fit.length - 1; i >= 0; i--) {
      sum = sum * t + fit[i];
    }
    return t * Math.exp(-x * x + sum);
  }
}
