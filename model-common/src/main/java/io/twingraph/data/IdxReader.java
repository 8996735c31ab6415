// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Reads the IDX files of the MNIST family: images are {@code 0x00000803, count, rows, columns} and
 * {@code count * rows * columns} bytes, labels {@code 0x00000801, count} and {@code count} bytes,
 * all numbers big-endian (Yann LeCun's page on the MNIST database).
 *
 * <p>Nothing is believed: a header's promise is checked against {@link #MAX_BYTES} first and then
 * memory grows only as the bytes really come.
 */
final class IdxReader {
  /** Most pixel bytes of one file: 1 GiB, more than twenty times MNIST. */
  static final long MAX_BYTES = 1L << 30;

  /** Longest side of an image. */
  static final int MAX_SIDE = 4096;

  /** Labels are kept in signed bytes. */
  static final int MAX_CLASSES = 128;

  private static final int IMAGES_MAGIC = 0x803;
  private static final int LABELS_MAGIC = 0x801;

  private IdxReader() {}

  /**
   * Reads images and puts them together with the labels read before.
   *
   * @throws DataException if the file is not exactly such a file, or has not one image a label
   */
  static ImageSet images(Path file, byte[] content, Path labelsFile, byte[] labels) {
    try (IdxStream in = IdxStream.of(file, content)) {
      ByteBuffer header = in.header(16, "magic, count, rows and columns, 4 bytes each");
      magic(in, header.getInt(), IMAGES_MAGIC, "images");
      long count = header.getInt() & 0xFFFFFFFFL;
      int height = side(in, header.getInt(), 8, "rows");
      int width = side(in, header.getInt(), 12, "columns");
      count(in, count, MAX_BYTES / height / width, "images of " + height + "x" + width);
      if (count != labels.length) {
        throw DataException.of(
            "images and labels that disagree in number",
            in.at(4) + ", and " + labelsFile,
            "a label for each image",
            count + " images and " + labels.length + " labels",
            "use the four files of one data set");
      }
      byte[] pixels = in.exactly(Math.toIntExact(count * height * width), "pixel bytes");
      in.end();
      return ImageSet.wrap(height, width, 1, pixels, labels);
    }
  }

  /**
   * Reads labels, each below {@code classes}.
   *
   * @throws DataException if the file cannot be read, is not exactly such a file, or has a label
   *     out of range
   */
  static byte[] labels(Path file, byte[] content, int classes) {
    try (IdxStream in = IdxStream.of(file, content)) {
      ByteBuffer header = in.header(8, "magic and count, 4 bytes each");
      magic(in, header.getInt(), LABELS_MAGIC, "labels");
      long count = header.getInt() & 0xFFFFFFFFL;
      count(in, count, MAX_BYTES, "labels");
      byte[] labels = in.exactly((int) count, "label bytes");
      in.end();
      for (int i = 0; i < labels.length; i++) {
        if ((labels[i] & 0xFF) >= classes) {
          throw DataException.of(
              "a label out of range",
              in.at(8L + i),
              "0 to " + (classes - 1),
              (labels[i] & 0xFF) + " for sample " + i,
              "this is not the label file of a data set with "
                  + classes
                  + " classes; get it again");
        }
      }
      return labels;
    }
  }

  private static void magic(IdxStream in, int magic, int expected, String content) {
    if (magic != expected) {
      String other =
          magic == IMAGES_MAGIC
              ? " (an image file)"
              : magic == LABELS_MAGIC
                  ? " (a label file)"
                  : magic >>> 16 == IdxStream.GZIP_MAGIC ? " (gzip: the name lacks .gz)" : "";
      throw DataException.of(
          "not an IDX file of " + content,
          in.at(0),
          String.format("the magic number 0x%08x", expected),
          String.format("0x%08x%s", magic, other),
          "check that the four files of the data set have their own names");
    }
  }

  private static int side(IdxStream in, int value, int offset, String name) {
    if (value < 1 || value > MAX_SIDE) {
      throw DataException.of(
          "an absurd number of " + name,
          in.at(offset),
          "1 to " + MAX_SIDE,
          Integer.toUnsignedString(value),
          "the file is damaged or no image file; get it again");
    }
    return value;
  }

  private static void count(IdxStream in, long count, long most, String what) {
    if (count < 1 || count > most) {
      throw DataException.of(
          "an absurd number of " + what,
          in.at(4),
          "1 to " + most + " (at most " + MAX_BYTES + " bytes in a file)",
          count,
          "the file is damaged or not what its name says; get it again");
    }
  }
}
