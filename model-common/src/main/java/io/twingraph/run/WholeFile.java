// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that are whole or not there. */
public final class WholeFile {
  private static final int MOST_LINKS = 40;

  private WholeFile() {}

  /** As {@link #write(Path, byte[])}, with text in UTF-8. */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes to a temporary file beside the file first, which then takes its name, and the place of
   * what had it. Folders that are missing are made. A symbolic link stays, and what it points to is
   * written.
   *
   * @throws IOException if it cannot be written, or if something else than a file is there, such as
   *     a folder or a device; what was there is then as it was, and no temporary file is left
   */
  public static void write(Path file, byte[] bytes) throws IOException {
    Path target = followed(file.toAbsolutePath());
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw new FileSystemException(
          file.toString(), null, Files.isDirectory(target) ? "it is a folder" : "it is no file");
    }
    if (!Files.isDirectory(target.getParent())) { // which may be a link to one
      Files.createDirectories(target.getParent());
    }
    String some = UUID.randomUUID().toString().substring(0, 8);
    Path temporary = target.resolveSibling(target.getFileName() + "." + some + ".tmp");
    try {
      Files.write(temporary, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Where links lead to, also to a file that is not there yet. */
  private static Path followed(Path file) throws IOException {
    Path target = file;
    for (int links = 0; Files.isSymbolicLink(target); links++) {
      if (links == MOST_LINKS) {
        throw new FileSystemLoopException(file.toString());
      }
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    return target;
  }
}
