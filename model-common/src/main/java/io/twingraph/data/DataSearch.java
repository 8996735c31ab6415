// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where data sets are, decided in this one place for everybody who opens, lists or diagnoses them.
 *
 * <p>{@code $TWINGRAPH_DATA} is a place that the user named: a folder with the files of a set, or a
 * folder of such folders. What lies there is used or refused, never passed over for other data.
 */
final class DataSearch {
  static final String VARIABLE = "$TWINGRAPH_DATA";

  private final Optional<Path> data;
  private final Path cache;
  private final List<KnownSet> known;

  DataSearch(Datasets.Locations locations, List<KnownSet> known) {
    this.data = locations.data();
    this.cache = locations.cache();
    this.known = known;
  }

  /**
   * Where a data set is.
   *
   * @param set the public set that the files must be; {@code null} for the user's own
   */
  record Place(IdxFolder folder, String origin, KnownSet set) {
    @Override
    public String toString() {
      return folder.path() + " (" + origin + ")";
    }
  }

  /**
   * Looks for a public set that was asked for by name; if it is not at hand, it may be downloaded.
   *
   * @throws DataException if the user's own place is none, or has the set's folder without the set
   */
  Optional<Place> named(KnownSet set) {
    Optional<Place> own = data.map(DataSearch::checked).flatMap(folder -> in(folder, set));
    return own.isPresent() ? own : cached(set);
  }

  private Optional<Place> in(Path folder, KnownSet set) {
    Optional<IdxFolder> below = below(folder, set);
    if (below.isPresent()) {
      return below.map(it -> new Place(it, VARIABLE, set));
    }
    IdxFolder itself = IdxFolder.look(folder);
    return itself.isOf(set) ? Optional.of(new Place(itself, VARIABLE, set)) : Optional.empty();
  }

  /** The set's own folder in a folder of data sets. */
  static Optional<IdxFolder> below(Path folder, KnownSet set) {
    return set.folders().stream()
        .map(folder::resolve)
        .filter(Files::isDirectory)
        .findFirst()
        .map(IdxFolder::look);
  }

  private Optional<Place> cached(KnownSet set) {
    Path folder = cache.resolve(set.title());
    return Optional.of(folder)
        .filter(Files::isDirectory)
        .map(IdxFolder::look)
        .filter(IdxFolder::whole)
        .map(it -> new Place(it, "the cache", set));
  }

  /**
   * Looks for what is used when nobody says what: what the user's own place holds; without one,
   * MNIST in the cache, or nothing.
   *
   * @throws DataException if the user named a place and nothing there can be used
   */
  Optional<Place> byDefault() {
    KnownSet mnist = known.get(0);
    return data.isPresent() ? Optional.of(inOwn(checked(data.get()), mnist)) : cached(mnist);
  }

  private Place inOwn(Path folder, KnownSet mnist) {
    Optional<IdxFolder> below = below(folder, mnist);
    if (below.isPresent()) {
      return new Place(below.get(), VARIABLE, mnist);
    }
    IdxFolder itself = IdxFolder.look(folder);
    if (itself.any()) {
      Optional<KnownSet> its = known.stream().filter(itself::isOf).findFirst();
      return new Place(itself, VARIABLE, its.orElse(null));
    }
    throw DataException.of(
        "no data set where " + VARIABLE + " says",
        folder.toString(),
        "the IDX files "
            + IdxPart.fileNames()
            + ", each with or without .gz, in this folder or in its folder "
            + mnist.title(),
        FolderListing.inWords(folder),
        "put them there, say --data NAME|DIR, or unset TWINGRAPH_DATA; --data digits needs no file");
  }

  private static Path checked(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw DataException.of(
          VARIABLE + " names no folder",
          VARIABLE,
          "a folder with the four files of a data set, or with a folder mnist that has them",
          folder + (Files.exists(folder) ? ", which is a file" : ", which does not exist"),
          "correct or unset TWINGRAPH_DATA; --data digits needs no file");
    }
    return folder;
  }
}
