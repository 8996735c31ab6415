// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip (RFC 1952) as the command {@code gunzip} does: members one after another, and zeros
 * behind the last one are nothing. What else lies there is not read and remembered as junk. ({@link
 * java.util.zip.GZIPInputStream} passes junk over in silence, and does not say where it lies.)
 */
final class Gunzip extends InputStream {
  /** The first two bytes of a gzip file. */
  private static final int[] MAGIC = {0x1F, 0x8B};

  private static final int DEFLATE = 8;
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xE0;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();

  private int next;
  private int limit;
  private long taken;
  private long produced;
  private int members;
  private boolean inside;
  private boolean ended;
  private long junkAt = -1;

  Gunzip(InputStream in) {
    this.in = in;
  }

  /** Whether a file that starts so is gzip. */
  static boolean isGzip(byte[] start) {
    return start.length >= 2 && (start[0] & 0xFF) == MAGIC[0] && (start[1] & 0xFF) == MAGIC[1];
  }

  /**
   * Once the end was reached: the offset, in the compressed file, of bytes that are neither another
   * member nor zeros; -1 without any.
   */
  long junkAt() {
    return junkAt;
  }

  /** The number of bytes that were unpacked. */
  long produced() {
    return produced;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      if (!inside && !begin()) {
        ended = true;
        break;
      }
      int there = inflate(target, from, length);
      if (there > 0) {
        crc.update(target, from, there);
        produced += there;
        return there;
      }
      if (inflater.finished()) {
        finish();
      } else {
        feed();
      }
    }
    return -1;
  }

  private int inflate(byte[] target, int from, int length) throws ZipException {
    try {
      return inflater.inflate(target, from, length);
    } catch (DataFormatException e) {
      throw new ZipException(e.getMessage() == null ? "not compressed by deflate" : e.getMessage());
    }
  }

  private void feed() throws IOException {
    if (inflater.needsDictionary()) {
      throw new ZipException("a dictionary is asked for");
    }
    next = limit;
    if (!fill()) {
      throw new EOFException("the gzip data ends in the middle");
    }
    inflater.setInput(buffer, next, limit - next);
  }

  /** Enters the next member; false if there is none. */
  private boolean begin() throws IOException {
    if (next == limit && !fill()) {
      return false;
    }
    if (members > 0 && (buffer[next] & 0xFF) != MAGIC[0]) {
      passZeros();
      return false;
    }
    header();
    members++;
    inside = true;
    crc.reset();
    inflater.reset();
    inflater.setInput(buffer, next, limit - next);
    return true;
  }

  private void passZeros() throws IOException {
    long start = taken - (limit - next);
    while (next < limit || fill()) {
      if (buffer[next++] != 0) {
        junkAt = start;
        return;
      }
    }
  }

  private void header() throws IOException {
    if (take() != MAGIC[0] || take() != MAGIC[1] || take() != DEFLATE) {
      throw new ZipException("no gzip header");
    }
    int flags = take();
    if ((flags & RESERVED) != 0) {
      throw new ZipException("a gzip header with flags that no version has");
    }
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(take() | take() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CHECKSUM) != 0) {
      skip(2);
    }
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      take();
    }
  }

  private void skipText() throws IOException {
    int letter;
    do {
      letter = take();
    } while (letter != 0);
  }

  private void finish() throws IOException {
    next = limit - inflater.getRemaining();
    long sum = number();
    long length = number();
    if (sum != crc.getValue() || length != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
      throw new ZipException("the checksum or length at the end is wrong");
    }
    inside = false;
  }

  private long number() throws IOException {
    return take() | take() << 8 | take() << 16 | (long) take() << 24;
  }

  private int take() throws IOException {
    if (next == limit && !fill()) {
      throw new EOFException("the gzip data ends in the middle");
    }
    return buffer[next++] & 0xFF;
  }

  private boolean fill() throws IOException {
    next = 0;
    limit = Math.max(0, in.read(buffer));
    taken += limit;
    return limit > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
