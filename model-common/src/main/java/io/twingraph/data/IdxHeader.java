// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What an IDX file says of itself: {@code 0, 0, type, number of sizes}, and the sizes, 4 bytes each
 * and big-endian (Yann LeCun's page on the MNIST database).
 *
 * @param sizes at most {@link #MOST_SIZES} of them, each below 2^32
 */
record IdxHeader(IdxType type, List<Long> sizes) {
  private static final int MOST_SIZES = 4;

  IdxHeader {
    sizes = List.copyOf(sizes);
  }

  /**
   * Reads the header.
   *
   * @param content what the file is for, as in "an IDX file of images"
   * @throws DataException if it has none
   */
  static IdxHeader read(IdxStream in, String content) {
    byte[] start = in.peek(FileKind.LENGTH);
    IdxType type = start.length < 4 ? null : IdxType.of(start[2]);
    boolean zeros = start.length >= 4 && start[0] == 0 && start[1] == 0;
    boolean some = zeros && start[3] >= 1 && start[3] <= MOST_SIZES;
    if (start.length >= 4 && (type == null || !some)) {
      FileKind kind = FileKind.of(start);
      throw DataException.of(
          "not an IDX file", in.at(0), "an IDX file of " + content, kind.words(), kind.advice());
    }
    int count = start.length < 4 ? 1 : start[3];
    ByteBuffer header =
        in.header(4 + 4 * count, "the magic number and the sizes, 4 bytes each", content);
    header.getInt();
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sizes.add(header.getInt() & 0xFFFFFFFFL);
    }
    return new IdxHeader(type, sizes);
  }

  /** Where size {@code index} stands in the file. */
  static int offset(int index) {
    return 4 + 4 * index;
  }

  int dimensions() {
    return sizes.size();
  }

  long size(int index) {
    return sizes.get(index);
  }

  @Override
  public String toString() {
    return type.toString() + sizes;
  }
}
