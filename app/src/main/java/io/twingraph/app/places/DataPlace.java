// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.places;

import io.twingraph.data.Datasets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a data set can be used without a download. Files are looked for, not read.
 *
 * @param name of the data set
 * @param atHand whether it is here
 * @param where it is, or how to get it
 */
public record DataPlace(String name, boolean atHand, String where) {
  private static final List<String> FILES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  /** Every data set that has a name. */
  public static List<DataPlace> look(Datasets.Locations locations) {
    List<DataPlace> places = new ArrayList<>();
    for (String name : Datasets.names()) {
      if (name.equals("digits")) {
        places.add(new DataPlace(name, true, "made on the spot, needs no file"));
        continue;
      }
      Optional<Path> folder =
          Stream.concat(locations.data().stream(), Stream.of(locations.cache()))
              .map(parent -> parent.resolve(name))
              .filter(DataPlace::isWhole)
              .findFirst();
      places.add(
          new DataPlace(
              name,
              folder.isPresent(),
              folder.map(Path::toString).orElse("twingraph data fetch " + name)));
    }
    return places;
  }

  private static boolean isWhole(Path folder) {
    return FILES.stream()
        .allMatch(
            file ->
                Files.isReadable(folder.resolve(file + ".gz"))
                    || Files.isReadable(folder.resolve(file)));
  }
}
