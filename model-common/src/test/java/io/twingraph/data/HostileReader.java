// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A program that reads every hostile set, with a line for each: its name and what came of it. */
final class HostileReader {
  private HostileReader() {}

  /**
   * Ends with an error if anything but a data set or a refusal comes.
   *
   * @param args an empty folder
   */
  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    Datasets datasets = new Datasets(Datasets.Locations.of(Map.of(), root.resolve("home")));
    int number = 0;
    for (Map.Entry<String, HostileSets.Maker> set : HostileSets.all().entrySet()) {
      Path folder = Files.createDirectory(root.resolve("set" + number++));
      set.getValue().make(folder);
      System.out.println(set.getKey() + ": " + read(datasets, folder));
      clear(folder);
    }
  }

  private static void clear(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }

  private static String read(Datasets datasets, Path folder) {
    try {
      Dataset set = datasets.open(folder.toString(), DownloadListener.NONE);
      return "read, " + set.train().count() + " images";
    } catch (DataException e) {
      String message = e.getMessage();
      boolean whole = message.lines().count() == 5 && message.length() < 3000;
      return whole ? message.lines().findFirst().orElseThrow() : "BAD MESSAGE " + message;
    }
  }
}
