// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** Why a file could not be read or written, in the words of people. */
public final class IoReason {
  private IoReason() {}

  /** A clause: {@code "permission denied"}, {@code "no space left on device"}. */
  public static String of(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "there is a file of that name";
    }
    if (e instanceof NotDirectoryException) {
      return "not a directory";
    }
    String reason =
        e instanceof FileSystemException file ? file.getReason() : String.valueOf(e.getMessage());
    if (reason == null || reason.isBlank()) {
      return e.getClass().getSimpleName();
    }
    boolean sentence = reason.length() > 1 && Character.isLowerCase(reason.charAt(1));
    return sentence
        ? reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1)
        : reason;
  }

  /** Whether a disk or a quota is full, so that another place would help. */
  public static boolean isFull(IOException e) {
    String reason = of(e).toLowerCase(Locale.ROOT);
    return reason.contains("no space left") || reason.contains("quota exceeded");
  }
}
