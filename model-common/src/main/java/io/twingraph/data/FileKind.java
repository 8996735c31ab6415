// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a file seems to be by its first bytes, for refusals.
 *
 * @param words as in "got: a web page (HTML)"
 * @param advice what to do with such a file
 */
record FileKind(String words, String advice) {
  /** The number of first bytes that tell a kind. */
  static final int LENGTH = 512;

  private static final String AGAIN = "get the file again";
  private static final String UNPACK = "unpack it";
  private static final String CONVERT = "write the data as IDX, the format that is read";
  private static final int TAR_AT = 257;
  private static final int EXCERPT = 60;

  private static final List<Signature> SIGNATURES =
      List.of(
          new Signature("PK\3\4", "a ZIP archive", UNPACK),
          new Signature("BZh", "bzip2 data", UNPACK),
          new Signature("\u00FD7zXZ\0", "xz data", UNPACK),
          new Signature("7z\u00BC\u00AF", "a 7z archive", UNPACK),
          new Signature("(\u00B5/\u00FD", "zstd data", UNPACK),
          new Signature("\u001F\u008B", "gzip data", "unpack it once"),
          new Signature("\u0093NUMPY", "a NumPy array (.npy)", CONVERT),
          new Signature("\u0089HDF", "an HDF5 file", CONVERT),
          new Signature("PAR1", "a Parquet file", CONVERT),
          new Signature("\u0089PNG", "a PNG picture", CONVERT),
          new Signature("\u00FF\u00D8\u00FF", "a JPEG picture", CONVERT),
          new Signature(
              "version https://git-lfs", "a Git LFS pointer, not the file itself", "git lfs pull"));

  /** Bytes that a kind of file begins with, a character each. */
  private record Signature(String start, String words, String advice) {}

  /** By the first bytes of a file's content. */
  static FileKind of(byte[] start) {
    if (start.length == 0) {
      return new FileKind("an empty file", AGAIN);
    }
    String text = new String(start, StandardCharsets.ISO_8859_1);
    for (Signature signature : SIGNATURES) {
      if (text.startsWith(signature.start())) {
        return new FileKind(signature.words(), signature.advice());
      }
    }
    if (text.startsWith("ustar", TAR_AT)) {
      return new FileKind("a tar archive", UNPACK);
    }
    if (start[0] == 0 && start.length >= 4 && start[1] == 0) {
      return new FileKind(idx(start), "check that each file of the data set has its own name");
    }
    return isText(start) ? ofText(start) : new FileKind("bytes that begin " + hex(start), AGAIN);
  }

  /** By the file's own first bytes, and its name where these tell less. */
  static String of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String words = of(in.readNBytes(LENGTH)).words();
      boolean npz = file.toString().toLowerCase(Locale.ROOT).endsWith(".npz");
      return npz && words.startsWith("a ZIP") ? "NumPy arrays (.npz)" : words;
    } catch (IOException e) {
      return FileFailure.reason(e);
    }
  }

  private static String idx(byte[] start) {
    String magic = String.format(Locale.ROOT, "%02x%02x%02x%02x", 0, 0, start[2], start[3]);
    return IdxType.of(start[2]) == null
        ? "the magic number 0x" + magic
        : "IDX of " + IdxType.of(start[2]) + ", magic number 0x" + magic;
  }

  private static FileKind ofText(byte[] start) {
    String text = new String(start, StandardCharsets.UTF_8).strip();
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("<!doctype html") || lower.contains("<html")) {
      return new FileKind("a web page (HTML), " + excerpt(text), page());
    }
    return lower.startsWith("<?xml")
        ? new FileKind("XML, " + excerpt(text), page())
        : new FileKind("text, " + excerpt(text), CONVERT);
  }

  private static String page() {
    return "get the file again: the server sent a page in its place, such as an error or a log-in";
  }

  /** Without a character that a terminal would obey. */
  private static String excerpt(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\uFFFD]+", " ");
    return "beginning '"
        + (line.length() > EXCERPT ? line.substring(0, EXCERPT) + "…" : line)
        + "'";
  }

  private static boolean isText(byte[] start) {
    for (byte b : start) {
      boolean control = b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t';
      if (control || b == 0x7F) {
        return false;
      }
    }
    return true;
  }

  private static String hex(byte[] start) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(4, start.length); i++) {
      text.append(String.format(Locale.ROOT, "%02x ", start[i]));
    }
    return text.toString().strip();
  }
}
