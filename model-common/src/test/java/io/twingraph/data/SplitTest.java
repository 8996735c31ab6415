// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.error.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {
  private static ImageSet images(int count) {
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 100);
    }
    return ImageSet.wrap(1, 1, 1, new byte[count], labels);
  }

  /** The counts that Python's {@code math.floor(n * (1.0 - f))} gives. */
  @ParameterizedTest
  @CsvSource({
    "60000, 0.3, 42000",
    "12000, 0.3, 8400",
    "10, 0.3, 7",
    "10, 0.7, 3",
    "10, 0.1, 9",
    "10, 0.4, 6",
    "10, 0.8, 1",
    "100, 0.9, 9",
    "7, 0.5, 3",
    "1000, 0.001, 999",
    "5, 0, 5"
  })
  void theCountsAreKeras(int count, double fraction, int train) {
    Split split = Split.of(images(count), fraction);
    assertThat(split.train().count()).isEqualTo(train);
    assertThat(split.validation().count()).isEqualTo(count - train);
  }

  @Test
  void theFirstImagesTrainAndTheRestValidate() {
    Split split = Split.of(images(10), 0.3);
    assertThat(split.train().label(0)).isEqualTo(0);
    assertThat(split.train().label(6)).isEqualTo(6);
    assertThat(split.validation().label(0)).isEqualTo(7);
    assertThat(split.validation().label(2)).isEqualTo(9);
  }

  @Test
  void aSplitThatLeavesNothingToTrainOnIsRefused() {
    assertThatThrownBy(() -> Split.of(images(2), 0.6))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            a validation split that leaves one part empty
              where:    validationSplit
              expected: at least one of the 2 training images in each part
              got:      0.6 (0 to train on, 2 to validate)
              to do:    use more images, another validationSplit, or 0 for no validation""");
  }

  @Test
  void aSplitThatLeavesNothingToValidateIsRefused() {
    assertThatThrownBy(() -> Split.of(images(2), 1e-20))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("got:      1.0E-20 (2 to train on, 0 to validate)");
  }
}
