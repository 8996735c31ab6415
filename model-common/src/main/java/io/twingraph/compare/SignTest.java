// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

/** The sign test: whether as uneven a split of independent trials is more than chance. */
public final class SignTest {
  private SignTest() {}

  /**
   * The two-sided probability of a split at least as uneven, if both sides were equally likely:
   * exact from the binomial distribution up to 1,000 trials. It is McNemar's test, whose trials are
   * the samples that only one of two classifiers gets right.
   *
   * @param first trials that fell on one side
   * @param second trials that fell on the other
   */
  public static double pValue(int first, int second) {
    return McNemar.pValue(first, second);
  }
}
