// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import io.twingraph.error.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What lies in a folder. */
final class FolderListing {
  private static final int SHOWN = 8;
  private static final int LONGEST = 60;

  private FolderListing() {}

  /**
   * The entries, sorted.
   *
   * @throws DataException if the folder cannot be read
   */
  static List<Path> of(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw unreadable(folder, e);
    } catch (UncheckedIOException e) {
      throw unreadable(folder, e.getCause());
    }
  }

  static DataException unreadable(Path folder, IOException e) {
    return DataException.of(
        "the folder cannot be read",
        folder.toString(),
        "a folder with the files of a data set, and the right to list and read them",
        FileFailure.reason(e),
        "check the folder and its permissions",
        e);
  }

  /** The first entries with what they are: {@code "mnist.npz (NumPy arrays (.npz))"}. */
  static Printable.Several inWords(Path folder) {
    List<Path> entries = of(folder);
    if (entries.isEmpty()) {
      return new Printable.Several(List.of("an empty folder"));
    }
    List<String> words = new ArrayList<>();
    entries.stream()
        .limit(SHOWN)
        .forEach(entry -> words.add(name(entry) + " (" + kind(entry) + ")"));
    int more = entries.size() - SHOWN;
    if (more > 0) {
      words.add("and " + more + " more");
    }
    return new Printable.Several(words);
  }

  private static String name(Path entry) {
    String name = entry.getFileName().toString().replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    return name.length() > LONGEST ? name.substring(0, LONGEST) + "…" : name;
  }

  private static String kind(Path entry) {
    if (Files.isDirectory(entry)) {
      return "a folder";
    }
    if (Files.isRegularFile(entry)) {
      return FileKind.of(entry);
    }
    return Files.exists(entry) ? "a device or pipe" : "a link to nothing";
  }
}
