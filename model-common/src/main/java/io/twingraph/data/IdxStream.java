// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * The uncompressed bytes of one file, counted, so that every refusal can name the offset. A file
 * whose name ends in {@code .gz} must be gzip. Owns the inflater; {@link #close} frees it.
 */
final class IdxStream implements AutoCloseable {
  /** The first two bytes of a gzip file, as a big-endian number. */
  static final int GZIP_MAGIC = 0x1F8B;

  /** Uncompressed bytes for each compressed one above which a file is taken for a bomb. */
  static final int MAX_RATIO = 100;

  private static final int FIRST_CHUNK = 1 << 20;
  private static final String AGAIN = "the file is damaged or incomplete; get it again";

  private final Path file;
  private final int stored;
  private final InputStream in;
  private final Gunzip gunzip;
  private long offset;

  private IdxStream(Path file, int stored, InputStream in, Gunzip gunzip) {
    this.file = file;
    this.stored = stored;
    this.in = in;
    this.gunzip = gunzip;
  }

  static IdxStream of(Path file, byte[] content) {
    if (!file.getFileName().toString().endsWith(".gz")) {
      return new IdxStream(file, content.length, new ByteArrayInputStream(content), null);
    }
    try {
      Gunzip gunzip = new Gunzip(content);
      return new IdxStream(file, content.length, gunzip, gunzip);
    } catch (IOException e) {
      throw DataException.of(
          "not a gzip file",
          file + ", offset 0 of the file itself",
          "the gzip header 1f 8b 08",
          content.length == 0 ? "an empty file" : start(content),
          "get the file again, or drop .gz from its name if it is not compressed",
          e);
    }
  }

  /** The place {@code position} bytes into the uncompressed data, in words. */
  String at(long position) {
    return file + ", offset " + position + (gunzip == null ? "" : " (uncompressed)");
  }

  ByteBuffer header(int length, String fields) {
    byte[] header = new byte[length];
    int there = read(header, 0, length);
    if (there < length) {
      throw DataException.of(
          "the header ends too early",
          at(there),
          "a header of " + length + " bytes: " + fields,
          there + " bytes in all",
          AGAIN);
    }
    return ByteBuffer.wrap(header);
  }

  /** Exactly {@code length} bytes; the array grows as they come. */
  byte[] exactly(int length, String what) {
    byte[] bytes = new byte[Math.min(length, FIRST_CHUNK)];
    long start = offset;
    int done = 0;
    while (done < length) {
      if (done == bytes.length) {
        plausible();
        bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * done));
      }
      int there = read(bytes, done, bytes.length - done);
      done += there;
      if (done < bytes.length) {
        throw DataException.of(
            "the data ends too early",
            at(start + done),
            length + " " + what + ", as the header says",
            done,
            AGAIN);
      }
    }
    return bytes;
  }

  /** Refuses whatever comes after the last byte that the header announced. */
  void end() {
    long end = offset;
    if (read(new byte[1], 0, 1) > 0) {
      throw DataException.of(
          "bytes after the end of the data",
          at(end),
          "the end of the file after " + end + " bytes, as the header says",
          "at least one byte more",
          "the file is damaged or its header is wrong; get it again");
    }
    if (gunzip != null && gunzip.trailing() > 0) {
      throw DataException.of(
          "bytes after the end of the gzip data",
          file + ", offset " + (stored - gunzip.trailing()) + " of the file itself",
          "the end of the file",
          gunzip.trailing() + " bytes more",
          "the file is damaged; get it again");
    }
  }

  private int read(byte[] target, int from, int length) {
    try {
      int there = in.readNBytes(target, from, length);
      offset += there;
      return there;
    } catch (IOException e) {
      long reached = gunzip == null ? offset : Math.max(offset, gunzip.produced());
      throw DataException.of(
          "damaged gzip data", at(reached), "gzip data that can be unpacked", reason(e), AGAIN, e);
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private void plausible() {
    if (gunzip != null && offset > (long) MAX_RATIO * stored) {
      throw DataException.of(
          "a gzip bomb",
          at(offset),
          "at most " + MAX_RATIO + " times the " + stored + " bytes of the file",
          "more than " + offset + " bytes",
          "this is no image data; get the file from a place you trust");
    }
  }

  private static String start(byte[] content) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(3, content.length); i++) {
      text.append(String.format("%02x ", content[i]));
    }
    return text.toString().strip();
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new IllegalStateException("closing an array of bytes failed: " + file, e);
    }
  }

  /** Knows how much it has unpacked and what lies behind the last gzip member. */
  private static final class Gunzip extends GZIPInputStream {
    private static final int TRAILER = 8;

    Gunzip(byte[] content) throws IOException {
      super(new ByteArrayInputStream(content), Math.max(512, content.length));
    }

    long produced() {
      return inf.getBytesWritten();
    }

    /** Once the end was reached: the bytes after the last member's trailer. */
    int trailing() {
      return Math.max(0, inf.getRemaining() - TRAILER);
    }
  }
}
