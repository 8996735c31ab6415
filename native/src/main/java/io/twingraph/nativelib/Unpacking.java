// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipException;

/**
 * Unpacks libraries so that a file with a library's name is always whole: under another name first,
 * then renamed. A process that has opened the file that was there before keeps it.
 */
final class Unpacking {
  private static final String PART = ".twingraph-part";

  /** JavaCPP's own lock, which others that use its folder know. */
  private static final String JAVACPP_LOCK = ".lock";

  private final Path folder;
  private final Duration patience;

  Unpacking(Path folder, Duration patience) {
    this.folder = folder;
    this.patience = patience;
  }

  /**
   * Unpacks what is not whole; the caller holds the folder's lock.
   *
   * @throws NativeLoadError if a file cannot be unpacked, with the reason
   */
  void complete(LibraryFiles libraries) {
    if (libraries.wanting().isEmpty()) {
      return;
    }
    // JavaCPP's own way to keep the threads of a process from its lock, in any class loader.
    synchronized (Runtime.getRuntime()) {
      try (FolderLock lock = FolderLock.take(folder.resolve(JAVACPP_LOCK), false, patience)) {
        List<LibraryFile> wanting = libraries.wanting();
        Set<Path> folders =
            wanting.stream()
                .map(file -> file.file().getParent())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (Path one : folders) {
          makeReady(one, lock.held());
        }
        requireRoom(wanting);
        for (LibraryFile file : wanting) {
          unpack(file);
        }
      }
    }
  }

  /** Makes the folder; takes away what processes that were stopped have left there. */
  private static void makeReady(Path folder, boolean alone) {
    try {
      Files.createDirectories(folder);
      if (alone) {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*" + PART)) {
          for (Path part : parts) {
            Files.deleteIfExists(part);
          }
        }
      }
    } catch (IOException e) {
      throw new NativeLoadError(LoadFailures.notUnpacked(folder, e), e);
    }
  }

  private void requireRoom(List<LibraryFile> wanting) {
    long needed = wanting.stream().mapToLong(file -> Math.max(0, file.size())).sum();
    long free;
    try {
      free = Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return; // writing will tell
    }
    if (free < needed) {
      throw new NativeLoadError(LoadFailures.noRoom(folder, needed, free), null);
    }
  }

  private void unpack(LibraryFile library) {
    Path part =
        library
            .file()
            .resolveSibling(
                library.file().getFileName() + "." + ProcessHandle.current().pid() + PART);
    try {
      URLConnection connection =
          new URL(library.source().toString().split("#", 2)[0]).openConnection();
      try (InputStream in = connection.getInputStream();
          // Not a channel: an interrupted thread would close it.
          OutputStream out = new FileOutputStream(part.toFile())) {
        in.transferTo(out);
      }
      if (library.size() >= 0 && Files.size(part) != library.size()) {
        throw new ZipException("an entry is not as long as its jar says");
      }
      Files.setLastModifiedTime(part, FileTime.fromMillis(library.time()));
      Files.move(part, library.file(), StandardCopyOption.REPLACE_EXISTING);
    } catch (ZipException e) {
      throw new NativeLoadError(LoadFailures.damagedJar(library, e), e);
    } catch (IOException e) {
      throw new NativeLoadError(LoadFailures.notUnpacked(folder, e), e);
    } finally {
      part.toFile().delete();
    }
  }
}
