// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.nio.ByteBuffer;

/**
 * A label file that was opened and whose header makes sense: {@code uint8[count]} as MNIST has it,
 * another type of whole numbers, or QMNIST's table {@code int32[count, 8]}, whose first column is
 * the class.
 */
final class IdxLabels {
  /** Labels are kept in unsigned bytes. */
  static final int MAX_LABEL = 255;

  private static final int QMNIST_COLUMNS = 8;

  private final IdxStream in;
  private final IdxHeader header;
  private final int columns;

  private IdxLabels(IdxStream in, IdxHeader header) {
    this.in = in;
    this.header = header;
    this.columns = header.dimensions() == 2 ? QMNIST_COLUMNS : 1;
  }

  /**
   * Reads the header.
   *
   * @throws DataException if it is not that of labels, or promises too much
   */
  static IdxLabels open(IdxStream in) {
    IdxHeader header = IdxHeader.read(in, "labels");
    checkKind(in, header);
    IdxLabels labels = new IdxLabels(in, header);
    IdxReader.checkCount(in, labels.count(), IdxReader.MAX_BYTES / labels.stride(), "labels");
    return labels;
  }

  private static void checkKind(IdxStream in, IdxHeader header) {
    if (header.dimensions() > 2) {
      String hint = "check that the four files of the data set have their own names";
      throw refusal(in, header, "not an IDX file of labels", ", a file of images", hint);
    }
    if (!header.type().whole()) {
      String hint = "write each label as one byte of 0 to 255";
      throw refusal(in, header, "labels that are no whole numbers", "", hint);
    }
    boolean qmnist =
        header.dimensions() == 2
            && header.type() == IdxType.INT32
            && header.size(1) == QMNIST_COLUMNS;
    if (header.dimensions() == 2 && !qmnist) {
      String hint = "write one number for each image; of one-hot rows, the place of the 1";
      throw refusal(in, header, "a table in place of labels", "", hint);
    }
  }

  private static DataException refusal(
      IdxStream in, IdxHeader header, String what, String addition, String hint) {
    return DataException.of(
        what,
        in.at(0),
        "labels as uint8[count], another whole type, or QMNIST's int32[count, 8]",
        header + addition,
        hint);
  }

  long count() {
    return header.size(0);
  }

  private int stride() {
    return header.type().bytes() * columns;
  }

  /** The labels, each an unsigned byte. */
  byte[] read() {
    byte[] content = in.rest(Math.toIntExact(count() * stride()), "label bytes");
    if (header.type() == IdxType.UINT8) {
      return content;
    }
    ByteBuffer values = ByteBuffer.wrap(content);
    byte[] labels = new byte[(int) count()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = label(value(values, i * stride()), i);
    }
    return labels;
  }

  private int value(ByteBuffer values, int at) {
    return switch (header.type().bytes()) {
      case 1 -> values.get(at);
      case 2 -> values.getShort(at);
      default -> values.getInt(at);
    };
  }

  private byte label(int value, int sample) {
    if (value < 0 || value > MAX_LABEL) {
      int start = IdxHeader.offset(header.dimensions());
      throw DataException.of(
          "a label out of range",
          in.at(start + (long) sample * stride()),
          "0 to " + MAX_LABEL,
          value + " for sample " + sample,
          "number the classes from 0; at most " + (MAX_LABEL + 1) + " of them can be used");
    }
    return (byte) value;
  }
}
