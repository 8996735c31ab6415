// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdxPartTest {
  @ParameterizedTest
  @CsvSource({
    "train-images-idx3-ubyte.gz, TRAIN_IMAGES, ''",
    "t10k-labels-idx1-ubyte, TEST_LABELS, ''",
    "train-images.idx3-ubyte, TRAIN_IMAGES, ''",
    "t10k-images.idx3-ubyte, TEST_IMAGES, ''",
    "Train-Labels-IDX1-UByte.GZ, TRAIN_LABELS, ''",
    "test-images-idx3-ubyte.gz, TEST_IMAGES, ''",
    "train_images.idx, TRAIN_IMAGES, ''",
    "test-labels, TEST_LABELS, ''",
    "emnist-letters-train-images-idx3-ubyte.gz, TRAIN_IMAGES, emnist-letters",
    "emnist-byclass-test-labels-idx1-ubyte.gz, TEST_LABELS, emnist-byclass",
    "qmnist-train-labels-idx2-int.gz, TRAIN_LABELS, qmnist",
    "qmnist-test-images-idx3-ubyte, TEST_IMAGES, qmnist",
    "k49-train-images-idx3-ubyte.gz, TRAIN_IMAGES, k49"
  })
  void usualNamesAreUnderstood(String name, IdxPart part, String prefix) {
    assertThat(IdxPart.of(name)).contains(new IdxPart.Named(part, prefix));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train.csv",
        "mnist.npz",
        "train-images-idx3-ubyte.gz.part",
        "xnist-images-idx3-ubyte",
        "train-images-idx3-ubyte.zip",
        "constrain-images-idx3-ubyte",
        "qmnist-train-labels.tsv.gz",
        "train-images.png"
      })
  void otherNamesAreNone(String name) {
    assertThat(IdxPart.of(name)).isEmpty();
  }

  @Test
  void everyPartIsKnownByItsOwnName() {
    for (IdxPart part : IdxPart.values()) {
      assertThat(IdxPart.of(part.fileName()).orElseThrow().part()).isEqualTo(part);
      assertThat(IdxPart.fileNames()).contains(part.fileName());
    }
  }
}
