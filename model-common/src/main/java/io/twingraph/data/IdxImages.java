// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

/**
 * An image file that was opened and whose header makes sense: {@code uint8[count, rows, columns]},
 * or with channels as a fourth size.
 */
final class IdxImages {
  /** Longest side of an image. */
  static final int MAX_SIDE = 4096;

  private static final int COLOUR = 3;
  private static final String NAMES =
      "check that the four files of the data set have their own names";

  private final IdxStream in;
  private final long count;
  private final int height;
  private final int width;
  private final int channels;

  private IdxImages(IdxStream in, IdxHeader header) {
    this.in = in;
    this.height = side(header, 1, "rows");
    this.width = side(header, 2, "columns");
    this.channels = header.dimensions() == 4 ? (int) header.size(3) : 1;
    this.count = header.size(0);
  }

  /**
   * Reads the header.
   *
   * @throws DataException if it is not that of images, or promises too much
   */
  static IdxImages open(IdxStream in) {
    IdxHeader header = IdxHeader.read(in, "images");
    checkKind(in, header);
    IdxImages images = new IdxImages(in, header);
    long most = IdxReader.MAX_BYTES / images.height / images.width / images.channels;
    String what = "images of " + images.height + "x" + images.width;
    IdxReader.checkCount(in, images.count, most, what);
    return images;
  }

  private static void checkKind(IdxStream in, IdxHeader header) {
    if (header.dimensions() == 1) {
      throw refusal(in, header, "not an IDX file of images", ", a file of labels", NAMES);
    }
    if (header.type() != IdxType.UINT8) {
      String hint = "write each pixel as one byte of 0 to 255 (a value of 0 to 1 times 255)";
      throw refusal(in, header, "pixels that are no bytes", "", hint);
    }
    if (header.dimensions() == 2) {
      String hint = "write rows and columns as sizes of their own: " + parted(header);
      throw refusal(in, header, "images without rows and columns", "", hint);
    }
    if (header.dimensions() == 4 && header.size(3) != 1 && header.size(3) != COLOUR) {
      boolean first = header.size(1) == 1 || header.size(1) == COLOUR;
      throw refusal(
          in,
          header,
          first ? "channels in front of rows and columns" : "images that are neither grey nor RGB",
          "",
          first ? "write them with the channels last" : "write 1 or 3 channels, as the last size");
    }
  }

  /** A header with rows and columns for flat images, a square where that is possible. */
  private static String parted(IdxHeader header) {
    long root = Math.round(Math.sqrt((double) header.size(1)));
    boolean square = root * root == header.size(1);
    String sides = square ? root + ", " + root : "rows, columns";
    return "[" + header.size(0) + ", " + sides + "]";
  }

  private static DataException refusal(
      IdxStream in, IdxHeader header, String what, String addition, String hint) {
    return DataException.of(
        what,
        in.at(0),
        "images as uint8[count, rows, columns], or with 3 channels as a fourth size",
        header + addition,
        hint);
  }

  private int side(IdxHeader header, int index, String name) {
    long value = header.size(index);
    if (value < 1 || value > MAX_SIDE) {
      throw DataException.of(
          "an absurd number of " + name,
          in.at(IdxHeader.offset(index)),
          "1 to " + MAX_SIDE,
          value,
          "the file is damaged or no image file; get it again");
    }
    return (int) value;
  }

  long count() {
    return count;
  }

  /** The place of the number of images. */
  String countAt() {
    return in.at(IdxHeader.offset(0));
  }

  /** The images, with the labels read before. */
  ImageSet read(byte[] labels) {
    int length = Math.toIntExact(count * height * width * channels);
    return ImageSet.wrap(height, width, channels, in.rest(length, "pixel bytes"), labels);
  }
}
