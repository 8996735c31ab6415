// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.nio.file.Path;

/**
 * Reads an image file and its label file together, both IDX as MNIST's are, plain or gzip. Both
 * headers are read and compared before either content, so that a wrong one costs nothing.
 */
final class IdxReader {
  /** Most content bytes of one file: 1 GiB, more than twenty times MNIST. */
  static final long MAX_BYTES = 1L << 30;

  private IdxReader() {}

  /**
   * What two files hold.
   *
   * @param imagesSha256 of the image file's uncompressed bytes
   * @param labelsSha256 of the label file's
   */
  record Half(ImageSet images, String imagesSha256, String labelsSha256) {}

  /**
   * Reads both files.
   *
   * @throws DataException if a file cannot be read or is not exactly such a file, or if there is
   *     not one label for each image
   */
  static Half read(Path imagesFile, Path labelsFile) {
    try (IdxStream imagesIn = IdxStream.open(imagesFile);
        IdxStream labelsIn = IdxStream.open(labelsFile)) {
      IdxLabels labels = IdxLabels.open(labelsIn);
      IdxImages images = IdxImages.open(imagesIn);
      if (images.count() != labels.count()) {
        throw DataException.of(
            "images and labels that disagree in number",
            images.countAt() + ", and " + labelsFile,
            "a label for each image",
            images.count() + " images and " + labels.count() + " labels",
            "use the four files of one data set");
      }
      ImageSet set = images.read(labels.read());
      return new Half(set, imagesIn.sha256(), labelsIn.sha256());
    }
  }

  static void checkCount(IdxStream in, long count, long most, String what) {
    if (count < 1 || count > most) {
      throw DataException.of(
          "an absurd number of " + what,
          in.at(IdxHeader.offset(0)),
          "1 to " + most + " (at most " + MAX_BYTES + " bytes in a file)",
          count,
          "the file is damaged or not what its name says; get it again");
    }
  }
}
