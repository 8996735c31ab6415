// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import io.twingraph.data.Batch;

/** Classes from logits, the same way for every engine. */
public final class Logits {
  private Logits() {}

  /**
   * The position of the largest of {@code count} values from {@code from}; the first of equals. A
   * NaN is never the largest; if all are NaN the answer is 0.
   */
  private static int argmax(HostTensor values, int from, int count) {
    int best = 0;
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      if (values.value(from + i) > largest) {
        largest = values.value(from + i);
        best = i;
      }
    }
    return best;
  }

  /** The predicted class of each row of {@code [N,classes]} logits. */
  public static int[] argmax(HostTensor logits) {
    int classes = logits.shape()[1];
    int[] predicted = new int[logits.shape()[0]];
    for (int i = 0; i < predicted.length; i++) {
      predicted[i] = argmax(logits, i * classes, classes);
    }
    return predicted;
  }

  /** The result on one batch, from its logits {@code [N,classes]} and its mean loss. */
  public static Evaluation evaluation(Batch batch, HostTensor logits, double loss) {
    int[] predictions = argmax(logits);
    int correct = 0;
    for (int i = 0; i < predictions.length; i++) {
      correct += predictions[i] == batch.label(i) ? 1 : 0;
    }
    return new Evaluation(loss, correct, predictions);
  }
}
