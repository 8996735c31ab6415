// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import java.util.Arrays;

/**
 * A model's result on a set of samples, at fixed parameters.
 *
 * @param loss mean over the samples, each weighing the same whatever its batch's size
 * @param correct number of samples whose predicted class is their label
 * @param predictions predicted class of each sample in order: the largest logit, the first of
 *     equals
 */
// An array because boxing every prediction gains nothing; equals below compares by value.
@SuppressWarnings("ArrayRecordComponent")
public record Evaluation(double loss, int correct, int[] predictions) {

  /** Share of correct samples, 0..1. */
  public double accuracy() {
    return (double) correct / predictions.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Evaluation that
        && Double.compare(loss, that.loss) == 0
        && correct == that.correct
        && Arrays.equals(predictions, that.predictions);
  }

  @Override
  public int hashCode() {
    return Double.hashCode(loss) * 31 + Arrays.hashCode(predictions);
  }

  @Override
  public String toString() {
    return "loss " + loss + ", " + correct + " of " + predictions.length + " correct";
  }
}
