// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash that data, parameters and batches are known by. */
public final class Sha256 {
  private Sha256() {}

  /** A fresh digest; every Java has this one. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** The hash in lower-case hex. */
  static String of(byte[] bytes) {
    MessageDigest digest = digest();
    digest.update(bytes);
    return hex(digest);
  }

  /** Whether the file is there with the given hash. */
  static boolean isOf(Path file, String sha256) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    MessageDigest digest = digest();
    byte[] chunk = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int there = in.read(chunk); there >= 0; there = in.read(chunk)) {
        digest.update(chunk, 0, there);
      }
    } catch (IOException e) {
      return false; // What cannot be read is fetched again, which says what is wrong.
    }
    return hex(digest).equals(sha256);
  }

  /** The hash of what was digested, in lower-case hex. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
