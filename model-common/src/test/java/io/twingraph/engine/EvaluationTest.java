// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.data.BatchSource;
import io.twingraph.data.ImageSet;
import io.twingraph.spec.Input;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  @Test
  void eachSampleWeighsTheSameWhateverItsPartsSize() {
    Evaluation all =
        Evaluation.joined(
            List.of(
                new Evaluation(2, 1, new int[] {4, 3, 7}), new Evaluation(6, 1, new int[] {9})));
    assertThat(all).isEqualTo(new Evaluation(3, 2, new int[] {4, 3, 7, 9}));
  }

  @Test
  void nothingHasNoMeanLoss() {
    assertThat(Evaluation.joined(List.of())).isEqualTo(new Evaluation(Double.NaN, 0, new int[0]));
  }

  @Test
  void everyBatchIsAskedForInOrderAndTheLastMayBeSmaller() {
    ImageSet images = ImageSet.wrap(1, 1, 1, new byte[5], new byte[] {0, 1, 2, 3, 4});
    Evaluation all =
        Evaluation.of(
            BatchSource.of(images, Input.of(1, 1, 1), 2),
            batch -> {
              int[] labels = new int[batch.size()];
              for (int i = 0; i < labels.length; i++) {
                labels[i] = batch.label(i);
              }
              return new Evaluation(batch.size(), 1, labels);
            });
    assertThat(all).isEqualTo(new Evaluation(9.0 / 5, 3, new int[] {0, 1, 2, 3, 4}));
  }
}
