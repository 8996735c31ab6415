// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

/**
 * How many threads an engine gets where a suite does not say it itself: 2, or what {@code
 * -Dtwingraph.threads=4} says. What is computed must keep every tolerance with any number.
 */
public final class SuiteThreads {
  /** At least 1. */
  public static final int COUNT = Math.max(1, Integer.getInteger("twingraph.threads", 2));

  private SuiteThreads() {}
}
