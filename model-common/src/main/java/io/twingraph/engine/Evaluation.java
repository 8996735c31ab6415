// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

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
  /**
   * The result on all batches, one after another.
   *
   * @param part gives the result on one of them
   */
  public static Evaluation of(BatchSource batches, Function<Batch, Evaluation> part) {
    List<Evaluation> parts = new ArrayList<>();
    batches.forEach(batch -> parts.add(part.apply(batch)));
    return joined(parts);
  }

  /** The result on the samples of all parts, in their order. */
  public static Evaluation joined(List<Evaluation> parts) {
    int samples = parts.stream().mapToInt(part -> part.predictions.length).sum();
    int[] predictions = new int[samples];
    double loss = 0;
    int correct = 0;
    int done = 0;
    for (Evaluation part : parts) {
      int size = part.predictions.length;
      loss += part.loss * size;
      correct += part.correct;
      System.arraycopy(part.predictions, 0, predictions, done, size);
      done += size;
    }
    return new Evaluation(loss / samples, correct, predictions);
  }

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
