// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash that data is known by. */
final class Sha256 {
  private Sha256() {}

  /** A fresh digest; every Java has this one. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** The hash in lower-case hex. */
  static String of(byte[] bytes) {
    return hex(digest().digest(bytes));
  }

  static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }
}
