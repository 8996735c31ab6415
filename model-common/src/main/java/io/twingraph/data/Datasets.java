// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Opens data sets by what a user writes after {@code --data}: {@code mnist}, {@code fashion-mnist},
 * {@code digits}, or a folder with four IDX files in MNIST's layout.
 *
 * <p>A real set is looked for in {@code $TWINGRAPH_DATA/NAME/}, then in the cache, and else
 * downloaded into the cache; every file must have the published SHA-256. {@code digits} is made on
 * the spot and needs no file. The network is used for a set that was asked for by name, and never
 * otherwise.
 *
 * <p>Images have one channel and are bytes of 0..255, 0 the background. Instances are immutable and
 * safe for use by several threads.
 */
public final class Datasets {
  private static final String DIGITS = "digits";

  private final Locations locations;
  private final Downloader downloader;
  private final List<KnownSet> known;

  /** Data sets in the given places. */
  public Datasets(Locations locations) {
    this(locations, new Downloader(), KnownSet.ALL);
  }

  /** With other public sets; for tests. */
  Datasets(Locations locations, Downloader downloader, List<KnownSet> known) {
    this.locations = Objects.requireNonNull(locations, "locations");
    this.downloader = downloader;
    this.known = List.copyOf(known);
  }

  /**
   * Where data sets are kept.
   *
   * @param data the user's own folder of data sets, with a folder for each; empty if none is set
   * @param cache where downloads go, with a folder for each set
   */
  public record Locations(Optional<Path> data, Path cache) {
    /** As this process's environment says. */
    public static Locations system() {
      return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /**
     * As the given environment says: {@code TWINGRAPH_DATA}; and {@code TWINGRAPH_CACHE}, else
     * {@code XDG_CACHE_HOME/twingraph}, else {@code .cache/twingraph} under {@code home}.
     */
    public static Locations of(Map<String, String> environment, Path home) {
      Path cache =
          variable(environment, "TWINGRAPH_CACHE")
              .or(() -> variable(environment, "XDG_CACHE_HOME").map(it -> it.resolve("twingraph")))
              .orElseGet(() -> home.resolve(".cache").resolve("twingraph"));
      return new Locations(variable(environment, "TWINGRAPH_DATA"), cache);
    }

    private static Optional<Path> variable(Map<String, String> environment, String name) {
      String value = environment.getOrDefault(name, "");
      return value.isBlank() ? Optional.empty() : Optional.of(Path.of(value));
    }
  }

  /**
   * Opens a data set in this process's places, as {@link #open} does, downloading it silently if it
   * is a real one and nowhere at hand.
   *
   * @param data a name or a folder
   * @throws DataException as {@link #open} does
   */
  public static Dataset load(String data) {
    return new Datasets(Locations.system()).open(data, DownloadListener.NONE);
  }

  /** The names that {@link #open} knows, besides folders. */
  public static List<String> names() {
    return List.of("mnist", "fashion-mnist", DIGITS);
  }

  /**
   * Opens a data set.
   *
   * @param data a name or a folder; {@code null} for {@code mnist} if it is at hand and {@code
   *     digits} otherwise, without a download
   * @param listener told about a download
   * @throws DataException if there is no such set, a file is damaged, or a download fails
   */
  public Dataset open(String data, DownloadListener listener) {
    if (data == null) {
      return openDefault();
    }
    if (data.equals(DIGITS)) {
      return DigitsData.dataset("it was asked for");
    }
    Optional<KnownSet> set = known(data);
    return set.isPresent() ? openKnown(set.get(), listener) : openFolder(data);
  }

  /**
   * Opens a data set that something else than the user names, such as a recording: without a
   * download, which only a user may ask for.
   *
   * @param data a name or a folder
   * @throws DataException if there is no such set, it is not at hand, or a file is damaged
   */
  public Dataset openAtHand(String data) {
    Optional<KnownSet> set = known(data);
    if (set.isEmpty()) {
      return open(data, DownloadListener.NONE);
    }
    List<Place> places = places(set.get());
    for (Place place : places) {
      if (IdxFolder.missing(place.folder()).isEmpty()) {
        return read(set.get(), place.folder(), "it was named and found in " + place);
      }
    }
    throw DataException.of(
        "a data set that is not at hand",
        data,
        "its four files in one of " + places,
        "none of them",
        "ask for it with --data " + data + ", which downloads it, or put the files there");
  }

  /**
   * Makes sure that a named set is in the cache, whole and with the right hashes; downloads what is
   * not.
   *
   * @return the set's folder in the cache
   * @throws DataException if there is no such set to download, or if a download fails
   */
  public Path fetch(String name, DownloadListener listener) {
    KnownSet set =
        known(name)
            .orElseThrow(
                () ->
                    DataException.of(
                        "no data set to download",
                        "the name of the data set",
                        "mnist or fashion-mnist",
                        "'" + name + "'",
                        DIGITS.equals(name)
                            ? "nothing: digits is made on the spot, use --data digits"
                            : "use one of these names"));
    Path folder = locations.cache().resolve(name);
    for (String file : IdxFolder.FILES) {
      Path target = folder.resolve(file + ".gz");
      String sha256 = set.sha256().get(file);
      if (!IdxFolder.has(target, sha256)) {
        List<URI> sources =
            set.mirrors().stream().map(mirror -> mirror.resolve(file + ".gz")).toList();
        downloader.fetch(sources, target, sha256, byHand(set), listener);
      }
    }
    return folder;
  }

  private Optional<KnownSet> known(String name) {
    return known.stream().filter(set -> set.title().equals(name)).findFirst();
  }

  private Dataset openDefault() {
    KnownSet mnist = known("mnist").orElseThrow();
    for (Place place : places(mnist)) {
      if (IdxFolder.missing(place.folder()).isEmpty()) {
        return read(mnist, place.folder(), "mnist was found in " + place);
      }
    }
    List<String> seen = new ArrayList<>();
    places(mnist).forEach(place -> seen.add(place.toString()));
    return DigitsData.dataset(
        "no MNIST at hand in "
            + String.join(" or ", seen)
            + (locations.data().isEmpty() ? " ($TWINGRAPH_DATA is not set)" : "")
            + "; run `twingraph data fetch mnist`");
  }

  private Dataset openKnown(KnownSet set, DownloadListener listener) {
    for (Place place : places(set)) {
      if (IdxFolder.missing(place.folder()).isEmpty()) {
        return read(set, place.folder(), "it was asked for and found in " + place);
      }
    }
    Path folder = fetch(set.title(), listener);
    return read(set, folder, "it was asked for and downloaded to " + folder);
  }

  private static Dataset read(KnownSet set, Path folder, String reason) {
    IdxFolder.Halves halves = new IdxFolder(folder, set.sha256()).read(set.classNames().size());
    return new Dataset(
        set.title(), folder.toString(), reason, set.classNames(), halves.train(), halves.test());
  }

  private static Dataset openFolder(String data) {
    Path folder = folder(data);
    IdxFolder.Halves halves = new IdxFolder(folder, Map.of()).read(IdxReader.MAX_CLASSES);
    int classes = Math.max(maxLabel(halves.train()), maxLabel(halves.test())) + 1;
    return new Dataset(
        folder.toAbsolutePath().normalize().getFileName().toString(),
        folder.toString(),
        "this folder was asked for",
        IntStream.range(0, classes).mapToObj(Integer::toString).toList(),
        halves.train(),
        halves.test());
  }

  private static Path folder(String data) {
    try {
      Path folder = Path.of(data);
      if (!data.isBlank()
          && Files.isDirectory(folder)
          && folder.toAbsolutePath().getNameCount() > 0) {
        return folder;
      }
    } catch (InvalidPathException e) {
      // Not a path on this system, so not a folder either.
    }
    throw DataException.of(
        "no such data set",
        "--data",
        String.join(", ", names()) + ", or a folder with the four files of a data set",
        "'" + data + "'",
        "use one of the names, or the path of a folder that exists");
  }

  private static int maxLabel(ImageSet images) {
    return IntStream.range(0, images.count()).map(images::label).max().orElse(0);
  }

  private String byHand(KnownSet set) {
    String own = locations.data().map(data -> data.resolve(set.title()) + " or ").orElse("");
    return "without a network, put the files "
        + String.join(".gz, ", IdxFolder.FILES)
        + ".gz into "
        + own
        + locations.cache().resolve(set.title())
        + " by hand (they lie at "
        + set.mirrors().get(0)
        + "), or use --data digits, which needs no file";
  }

  private List<Place> places(KnownSet set) {
    List<Place> places = new ArrayList<>();
    locations
        .data()
        .ifPresent(data -> places.add(new Place(data.resolve(set.title()), "$TWINGRAPH_DATA")));
    places.add(new Place(locations.cache().resolve(set.title()), "the cache"));
    return places;
  }

  private record Place(Path folder, String origin) {
    @Override
    public String toString() {
      return folder + " (" + origin + ")";
    }
  }
}
