// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.util.Locale;

/** The types of a tensor's elements. */
public enum DType {
  /** IEEE 754 single precision, 4 bytes. */
  FLOAT32(Float.BYTES),
  /** IEEE 754 double precision, 8 bytes. */
  FLOAT64(Double.BYTES),
  /** Two's complement, 4 bytes. */
  INT32(Integer.BYTES);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** As NumPy writes it: {@code "float32"}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
