// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

import io.twingraph.run.EngineRun;
import java.util.List;

/**
 * What two or more runs have in common. With more than two, every pair is compared and each number
 * is the worst pair's.
 *
 * @param verdict in a word
 * @param sentence the verdict in one sentence for people, with its evidence
 * @param firstStepsMaxLossDifference largest {@code |a-b| / max(|a|,|b|)} of the losses of the
 *     first ten steps; {@code null} if the experiments differ or a run has no steps
 * @param maxLossDifference the same over all steps that both runs have; {@code null} likewise
 * @param predictionAgreement share of test samples that both predict the same class for, 0..1;
 *     {@code null} without predictions of the same samples
 * @param testAccuracyDifference {@code |a-b|} of the test accuracies, 0..1; {@code null} likewise
 * @param mcNemarP probability of as unequal a split of the samples that only one of the two gets
 *     right, if both were equally good (McNemar 1947); {@code null} likewise
 * @param differences where the experiments differ, one line each; empty if they do not
 */
public record RunComparison(
    Verdict verdict,
    String sentence,
    Double firstStepsMaxLossDifference,
    Double maxLossDifference,
    Double predictionAgreement,
    Double testAccuracyDifference,
    Double mcNemarP,
    List<String> differences) {
  public RunComparison {
    differences = List.copyOf(differences);
  }

  /** Compares runs of one experiment, or of several. */
  public static RunComparison of(List<EngineRun> runs) {
    return new RunComparison(
        Verdict.INCOMPLETE,
        "nothing compared yet: " + runs.size(),
        null,
        null,
        null,
        null,
        null,
        List.of());
  }
}
