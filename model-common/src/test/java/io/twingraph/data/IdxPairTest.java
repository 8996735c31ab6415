// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.io.TempDir;

/** Tests that read an image file and a label file of their own making. */
abstract class IdxPairTest {
  static final byte[] FOUR_LABELS = IdxFiles.labels(4, 1, 2, 3, 4);
  static final byte[] FOUR_IMAGES = IdxFiles.images(4, 1, 1, new byte[] {5, 6, 7, -1});

  @TempDir Path folder;

  Path imagesFile() {
    return folder.resolve("images.gz");
  }

  Path labelsFile() {
    return folder.resolve("labels.gz");
  }

  /** Reads two files with exactly these bytes. */
  ImageSet readStored(byte[] images, byte[] labels) {
    try {
      Files.write(imagesFile(), images);
      Files.write(labelsFile(), labels);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return IdxReader.read(imagesFile(), labelsFile()).images();
  }

  ImageSet read(byte[] images, byte[] labels) {
    return readStored(IdxFiles.gzip(images), IdxFiles.gzip(labels));
  }

  AbstractThrowableAssert<?, ?> images(byte[] images) {
    return refused(() -> read(images, FOUR_LABELS));
  }

  AbstractThrowableAssert<?, ?> labels(byte[] labels) {
    return refused(() -> read(FOUR_IMAGES, labels));
  }

  static AbstractThrowableAssert<?, ?> refused(Runnable reading) {
    return assertThatThrownBy(reading::run).isInstanceOf(DataException.class);
  }
}
