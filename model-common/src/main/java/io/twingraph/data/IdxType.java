// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.util.Locale;

/** The third byte of an IDX file: what its values are. */
enum IdxType {
  UINT8(0x08, 1),
  INT8(0x09, 1),
  INT16(0x0B, 2),
  INT32(0x0C, 4),
  FLOAT32(0x0D, 4),
  FLOAT64(0x0E, 8);

  private final int code;
  private final int bytes;

  IdxType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** The type of a code; {@code null} if no version of the format has it. */
  static IdxType of(int code) {
    for (IdxType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return null;
  }

  /** Bytes of a value. */
  int bytes() {
    return bytes;
  }

  boolean whole() {
    return this != FLOAT32 && this != FLOAT64;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
