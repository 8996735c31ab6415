// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import io.twingraph.error.SpecException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Locale;

/** The text of an experiment file: a regular file of bounded size, in UTF-8. */
final class ExperimentText {
  static final int MAX_BYTES = 1 << 20;

  private static final String SAVE = "save the file as UTF-8";

  private ExperimentText() {}

  /** The file's text, without a byte order mark. */
  static String read(Path file, boolean json) {
    byte[] bytes = bytes(file);
    if (bytes.length > MAX_BYTES) {
      throw SpecException.of(
          "not an experiment file",
          file.toString(),
          "at most " + MAX_BYTES + " bytes",
          "more than that",
          "check the path");
    }
    return decode(bytes, file.toString(), json);
  }

  /** Never more than one byte too many, whatever size the file claims to have. */
  private static byte[] bytes(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw unreadable(file, attributes.isDirectory() ? "a folder" : "a pipe or a device", null);
      }
      try (InputStream in = Files.newInputStream(file)) {
        return in.readNBytes(MAX_BYTES + 1);
      }
    } catch (NoSuchFileException e) {
      throw unreadable(file, "no such file", e);
    } catch (AccessDeniedException e) {
      throw unreadable(file, "permission denied", e);
    } catch (IOException e) {
      // The name of the file is said already.
      String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
      throw unreadable(file, String.valueOf(reason).toLowerCase(Locale.ROOT), e);
    }
  }

  static SpecException unreadable(Path file, String reason, IOException cause) {
    return SpecException.of(
        "cannot read the experiment file",
        file.toString(),
        "a readable text file",
        reason,
        cause instanceof AccessDeniedException
            ? "check its permissions and those of its folder"
            : "check the path",
        cause);
  }

  static String decode(byte[] bytes, String file, boolean json) {
    if (starts(bytes, 0xEF, 0xBB, 0xBF)) {
      if (json) {
        throw encoding(
            file, "JSON without a byte order mark", "a byte order mark", "save without one");
      }
      bytes = Arrays.copyOfRange(bytes, 3, bytes.length);
    }
    String kind = otherKind(bytes);
    if (kind != null) {
      throw encoding(file, "text in UTF-8", kind, SAVE);
    }
    String text = utf8(bytes, file);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) && "\t\n\r\u0085".indexOf(c) < 0) {
        throw encoding(
            file,
            "text without control characters",
            String.format("the control character %02x in line %d", (int) c, line(text, i)),
            "remove it, or write \"\\x" + String.format("%02x", (int) c) + "\" in quotes");
      }
    }
    return text;
  }

  private static String otherKind(byte[] bytes) {
    if (starts(bytes, 0xFF, 0xFE) || starts(bytes, 0xFE, 0xFF)) {
      return "UTF-16, by its byte order mark";
    }
    if (starts(bytes, 0x1F, 0x8B)) {
      return "a gzip file";
    }
    int[] zeros = new int[2];
    for (int i = 0; i < bytes.length; i++) {
      zeros[i % 2] += bytes[i] == 0 ? 1 : 0;
    }
    if (zeros[0] + zeros[1] == 0) {
      return null;
    }
    boolean half = 5 * Math.max(zeros[0], zeros[1]) > 2 * bytes.length;
    return half && Math.min(zeros[0], zeros[1]) == 0
        ? "UTF-16, by its zeros"
        : "a file that is no text: there are zeros in it";
  }

  private static String utf8(byte[] bytes, String file) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult end = decoder.decode(in, out, true);
    if (!end.isError()) {
      return out.flip().toString();
    }
    int line = line(out.flip(), out.limit());
    throw encoding(
        file,
        "text in UTF-8",
        String.format(
            "a byte %02x at offset %d (line %d) that is no UTF-8; Latin-1 and Windows-1252 write"
                + " letters with accents so",
            bytes[in.position()], in.position(), line),
        SAVE);
  }

  private static int line(CharSequence text, int end) {
    return 1 + (int) text.subSequence(0, end).chars().filter(c -> c == '\n').count();
  }

  private static boolean starts(byte[] bytes, int... head) {
    for (int i = 0; i < head.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xFF) != head[i]) {
        return false;
      }
    }
    return true;
  }

  private static SpecException encoding(String file, String expected, String got, String hint) {
    return SpecException.of(
        "not an experiment file", file, expected, got, hint, new CharacterCodingException());
  }
}
