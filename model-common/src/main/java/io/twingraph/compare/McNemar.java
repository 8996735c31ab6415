// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.RegularizedBeta;

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
      // The binomial distribution's sum from 0 on, as an integral.
      int fewer = Math.min(onlyFirst, onlySecond);
      return Math.min(1, 2 * RegularizedBeta.value(0.5, discordant - fewer, fewer + 1));
    }
    return corrected(onlyFirst, onlySecond);
  }

  /** From chi-squared, for any number of discordant samples but none. */
  static double corrected(int onlyFirst, int onlySecond) {
    double excess = Math.max(0, Math.abs((double) onlyFirst - onlySecond) - 1);
    return Erfc.value(excess / Math.sqrt(2 * ((double) onlyFirst + onlySecond)));
  }
}
