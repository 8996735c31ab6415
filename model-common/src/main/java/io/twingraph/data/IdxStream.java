// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * The uncompressed bytes of one file, counted, so that every refusal can name the offset, and
 * hashed. Whether it is gzip is told by its first bytes, not by its name. Owns the open file.
 *
 * <p>No promise is believed: the size of a plain file is compared with it first, that of a gzip
 * file with what deflate can reach at all, and then memory grows only as the bytes really come.
 */
final class IdxStream implements AutoCloseable {
  /** The most uncompressed bytes that deflate makes of one: 258 for each two bits. */
  static final long MAX_RATIO = 1032;

  private static final int FIRST_CHUNK = 1 << 20;
  private static final String AGAIN = "the file is damaged or incomplete; get it again";

  private final Path file;
  private final long stored;
  private final BufferedInputStream in;
  private final Gunzip gunzip;
  private final MessageDigest digest = Sha256.digest();
  private long offset;

  private IdxStream(Path file, long stored, BufferedInputStream in, Gunzip gunzip) {
    this.file = file;
    this.stored = stored;
    this.in = in;
    this.gunzip = gunzip;
  }

  /**
   * Opens a file.
   *
   * @throws DataException if it cannot be read or is empty
   */
  static IdxStream open(Path file) {
    try {
      long stored = Files.size(file);
      BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
      byte[] start = peek(raw, 2);
      if (start.length == 0) {
        raw.close();
        throw DataException.of("an empty file", file.toString(), "an IDX file", "0 bytes", AGAIN);
      }
      if (!Gunzip.isGzip(start)) {
        return new IdxStream(file, stored, raw, null);
      }
      Gunzip gunzip = new Gunzip(raw);
      return new IdxStream(file, stored, new BufferedInputStream(gunzip, 1 << 16), gunzip);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * SHA-256 of a file's uncompressed content, of at most {@code most} bytes of it.
   *
   * @throws DataException if it cannot be read or unpacked
   */
  static String sha256(Path file, long most) {
    byte[] chunk = new byte[1 << 16];
    try (IdxStream in = open(file)) {
      while (in.offset < most && in.read(chunk, 0, chunk.length) == chunk.length) {
        // All of it goes through the digest.
      }
      return in.sha256();
    }
  }

  private static DataException unreadable(Path file, IOException e) {
    return DataException.of(
        "a file of the data set cannot be read",
        file.toString(),
        "a file that can be read",
        FileFailure.reason(e),
        "check the file and its permissions",
        e);
  }

  /** The place {@code position} bytes into the uncompressed data, in words. */
  String at(long position) {
    return file + ", offset " + position + (gunzip == null ? "" : " (uncompressed)");
  }

  /** SHA-256 of the uncompressed bytes so far. */
  String sha256() {
    return Sha256.hex(digest);
  }

  /** The first bytes of what comes, which stay to be read; fewer at the end. */
  byte[] peek(int length) {
    try {
      return peek(in, length);
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private static byte[] peek(BufferedInputStream in, int length) throws IOException {
    in.mark(length);
    byte[] start = in.readNBytes(length);
    in.reset();
    return start;
  }

  ByteBuffer header(int length, String fields, String content) {
    byte[] header = new byte[length];
    int there = read(header, 0, length);
    if (there < length) {
      throw DataException.of(
          "the header ends too early",
          at(there),
          "the header of an IDX file of " + content + ", " + length + " bytes: " + fields,
          there + " bytes in all",
          AGAIN);
    }
    return ByteBuffer.wrap(header);
  }

  /** Exactly {@code length} bytes, which must be all that is left; the array grows as they come. */
  byte[] rest(int length, String what) {
    checkPromise(length, what);
    byte[] bytes = allocate(gunzip == null ? length : Math.min(length, FIRST_CHUNK), length);
    long start = offset;
    int done = read(bytes, 0, bytes.length);
    while (done < length) {
      if (done < bytes.length) {
        throw tooEarly(start + done, length, what, done);
      }
      byte[] more = allocate((int) Math.min(length, 2L * done), length);
      System.arraycopy(bytes, 0, more, 0, done);
      bytes = more;
      done += read(bytes, done, bytes.length - done);
    }
    end();
    return bytes;
  }

  private void checkPromise(int length, String what) {
    if (gunzip != null && length > MAX_RATIO * stored) {
      String most = "a gzip file of " + stored + " bytes, which hold " + MAX_RATIO * stored;
      throw tooEarly(offset, length, what, most + " at most");
    }
    long left = stored - offset;
    if (gunzip == null && left < length) {
      throw tooEarly(stored, length, what, left);
    }
    if (gunzip == null && left > length) {
      throw tooLong(offset + length, "a file of " + stored + " bytes");
    }
  }

  private DataException tooEarly(long at, int length, String what, Object got) {
    return DataException.of(
        "the data ends too early",
        at(at),
        length + " " + what + ", as the header says",
        got,
        AGAIN);
  }

  private DataException tooLong(long end, String got) {
    return DataException.of(
        "bytes after the end of the data",
        at(end),
        "the end of the file after " + end + " bytes, as the header says",
        got,
        "the file is damaged or its header is wrong; get it again");
  }

  private byte[] allocate(int now, int length) {
    try {
      return new byte[now];
    } catch (OutOfMemoryError e) {
      throw DataException.of(
          "not enough memory for the data",
          file.toString(),
          "room for " + length + " bytes, and for a copy of them",
          "at most " + Runtime.getRuntime().maxMemory() + " bytes for all of Java",
          "give Java more memory: JAVA_TOOL_OPTIONS=-Xmx8g",
          e);
    }
  }

  /** Refuses whatever comes after the last byte that the header announced. */
  private void end() {
    long end = offset;
    if (read(new byte[1], 0, 1) > 0) {
      throw tooLong(end, "at least one byte more");
    }
    if (gunzip != null && gunzip.junkAt() >= 0) {
      throw DataException.of(
          "bytes after the end of the gzip data",
          file + ", offset " + gunzip.junkAt() + " of the file itself",
          "the end of the file, another gzip member, or zeros",
          (stored - gunzip.junkAt()) + " bytes more",
          "the file is damaged; get it again");
    }
  }

  private int read(byte[] target, int from, int length) {
    try {
      int there = in.readNBytes(target, from, length);
      digest.update(target, from, there);
      offset += there;
      return there;
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private DataException damaged(IOException e) {
    return gunzip == null
        ? unreadable(file, e)
        : DataException.of(
            "damaged gzip data",
            at(Math.max(offset, gunzip.produced())),
            "gzip data that can be unpacked",
            FileFailure.reason(e),
            AGAIN,
            e);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }
}
