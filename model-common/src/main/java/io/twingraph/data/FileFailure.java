// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Why a file or folder could not be used, in words in place of an exception's name. */
public final class FileFailure {
  private FileFailure() {}

  /** The reason, as what stands in brackets behind the file's name: "permission denied". */
  public static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    String said = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    if (said == null || said.isBlank()) {
      return e.getClass().getSimpleName();
    }
    boolean sentence = said.length() > 1 && Character.isLowerCase(said.charAt(1));
    return sentence ? said.substring(0, 1).toLowerCase(Locale.ROOT) + said.substring(1) : said;
  }
}
