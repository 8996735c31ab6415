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
 * <p>A real set is looked for in {@code $TWINGRAPH_DATA/NAME/} and in {@code $TWINGRAPH_DATA}
 * itself, then in the cache, and else downloaded into the cache; every file's content must have the
 * published SHA-256. {@code digits} is made on the spot and needs no file. The network is used for
 * a set that was asked for by name, and never otherwise. Where {@code TWINGRAPH_DATA} is set and
 * holds nothing of use, that is a {@link DataException} and no reason to take other data.
 *
 * <p>Images are bytes of 0..255, 0 the background; they have one channel unless a folder's files
 * say three. Instances are immutable and safe for use by several threads.
 */
public final class Datasets {
  private static final String DIGITS = "digits";

  private final Locations locations;
  private final Downloader downloader;
  private final List<KnownSet> known;
  private final DataSearch search;

  /** Data sets in the given places. */
  public Datasets(Locations locations) {
    this(locations, new Downloader(), KnownSet.ALL);
  }

  /** With other public sets; for tests. */
  Datasets(Locations locations, Downloader downloader, List<KnownSet> known) {
    this.locations = Objects.requireNonNull(locations, "locations");
    this.downloader = downloader;
    this.known = List.copyOf(known);
    this.search = new DataSearch(locations, this.known);
  }

  /**
   * Where data sets are kept.
   *
   * @param data the user's own folder: one with a data set's files, or with a folder for each set;
   *     empty if none is set
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
   * @param data a name or a folder (also one with a folder {@code mnist}); {@code null} for what
   *     {@code $TWINGRAPH_DATA} holds or, where that is not set, {@code mnist} if it is at hand and
   *     {@code digits} otherwise, without a download
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
    return search
        .named(set.get())
        .map(place -> read(place, "it was named and found in " + place))
        .orElseThrow(
            () ->
                DataException.of(
                    "a data set that is not at hand",
                    data,
                    "its four files in one of " + folders(set.get()),
                    "none of them",
                    "ask for it with --data "
                        + data
                        + ", which downloads it, or put the files there"));
  }

  /**
   * Where each named data set is: what {@link #open} would find, its files verified.
   *
   * @return one for each of {@link #names}
   */
  public List<DataPlace> places() {
    List<DataPlace> places = new ArrayList<>();
    known.forEach(set -> places.add(place(set)));
    places.add(drawn());
    return places;
  }

  /** What {@link #open} takes where nobody says what: its name, and where that is. */
  public DataPlace defaultPlace() {
    try {
      Optional<DataSearch.Place> found = search.byDefault();
      if (found.isEmpty()) {
        return drawn();
      }
      KnownSet set = found.get().set();
      IdxFolder folder = found.get().folder();
      return set == null ? atHand(readOwn(folder, null, "").name(), folder) : verified(set, folder);
    } catch (DataException e) {
      return new DataPlace("none", DataPlace.State.UNUSABLE, inLine(e));
    }
  }

  private DataPlace place(KnownSet set) {
    try {
      Optional<DataSearch.Place> found = search.named(set);
      String how = "twingraph data fetch " + set.title();
      return found.isPresent()
          ? verified(set, found.get().folder())
          : new DataPlace(set.title(), DataPlace.State.NOT_HERE, how);
    } catch (DataException e) {
      return new DataPlace(set.title(), DataPlace.State.UNUSABLE, inLine(e));
    }
  }

  private static DataPlace verified(KnownSet set, IdxFolder folder) {
    folder.verify(set);
    return atHand(set.title(), folder);
  }

  private static DataPlace atHand(String name, IdxFolder folder) {
    return new DataPlace(name, DataPlace.State.AT_HAND, folder.path().toString());
  }

  private static DataPlace drawn() {
    return new DataPlace(DIGITS, DataPlace.State.AT_HAND, "made on the spot, needs no file");
  }

  private static String inLine(DataException e) {
    return e.getMessage().lines().findFirst().orElse("") + ": " + e.where();
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
    for (IdxPart part : IdxPart.values()) {
      String file = part.fileName() + ".gz";
      Path target = folder.resolve(file);
      String sha256 = set.sha256().get(part);
      if (!Sha256.isOf(target, sha256)) {
        List<URI> sources = set.mirrors().stream().map(mirror -> mirror.resolve(file)).toList();
        downloader.fetch(sources, target, sha256, byHand(set), listener);
      }
    }
    return folder;
  }

  private Optional<KnownSet> known(String name) {
    return known.stream().filter(set -> set.title().equals(name)).findFirst();
  }

  private Dataset openDefault() {
    Optional<DataSearch.Place> place = search.byDefault();
    if (place.isPresent()) {
      return place.get().set() == null
          ? readOwn(place.get().folder(), null, "this folder is " + DataSearch.VARIABLE)
          : read(place.get(), place.get().set().title() + " was found in " + place.get());
    }
    Path cached = locations.cache().resolve("mnist");
    return DigitsData.dataset(
        "no MNIST at hand in "
            + cached
            + " (the cache) and "
            + DataSearch.VARIABLE
            + " is not set; run `twingraph data fetch mnist`");
  }

  private Dataset openKnown(KnownSet set, DownloadListener listener) {
    Optional<DataSearch.Place> place = search.named(set);
    if (place.isPresent()) {
      return read(place.get(), "it was asked for and found in " + place.get());
    }
    Path folder = fetch(set.title(), listener);
    return read(
        new DataSearch.Place(IdxFolder.look(folder), "the cache", set),
        "it was asked for and downloaded to " + folder);
  }

  private static Dataset read(DataSearch.Place place, String reason) {
    KnownSet set = place.set();
    IdxFolder.Halves halves = place.folder().read(set);
    return new Dataset(
        set.title(),
        place.folder().path().toString(),
        reason,
        set.classNames(),
        halves.train(),
        halves.test());
  }

  private Dataset openFolder(String data) {
    Path folder = folder(data);
    IdxFolder itself = IdxFolder.look(folder);
    if (!itself.any()) {
      for (KnownSet set : known) {
        Optional<IdxFolder> below = DataSearch.below(folder, set).filter(IdxFolder::any);
        if (below.isPresent()) {
          String where = folder.relativize(below.get().path()).toString();
          return readOwn(
              below.get(), set.title(), "it is the folder " + where + " of the one asked for");
        }
      }
    }
    return readOwn(itself, null, "this folder was asked for");
  }

  private static Dataset readOwn(IdxFolder folder, String title, String reason) {
    IdxFolder.Halves halves = folder.read(null);
    int classes = Math.max(maxLabel(halves.train()), maxLabel(halves.test())) + 1;
    Path path = folder.path();
    return new Dataset(
        title == null ? path.toAbsolutePath().normalize().getFileName().toString() : title,
        path.toString(),
        reason,
        IntStream.range(0, classes).mapToObj(Integer::toString).toList(),
        halves.train(),
        halves.test());
  }

  private static Path folder(String data) {
    String got = "'" + data + "'";
    try {
      Path folder = Path.of(data);
      if (!data.isBlank()
          && Files.isDirectory(folder)
          && folder.toAbsolutePath().getNameCount() > 0) {
        return folder;
      }
      if (Files.isRegularFile(folder)) {
        got += ", a file: " + FileKind.of(folder);
      }
    } catch (InvalidPathException e) {
      // Not a path on this system, so not a folder either.
    }
    throw DataException.of(
        "no such data set",
        "the name or folder of the data set",
        String.join(", ", names()) + ", or a folder with the four files of a data set",
        got,
        "use one of the names, or the path of a folder that exists");
  }

  private static int maxLabel(ImageSet images) {
    return IntStream.range(0, images.count()).map(images::label).max().orElse(0);
  }

  private String byHand(KnownSet set) {
    String own = locations.data().map(data -> data.resolve(set.title()) + " or ").orElse("");
    return "without a network, put the files "
        + IdxPart.fileNames().replace(",", ".gz,")
        + ".gz into "
        + own
        + locations.cache().resolve(set.title())
        + " by hand (they lie at "
        + set.mirrors().get(0)
        + "), or use --data digits, which needs no file";
  }

  private List<String> folders(KnownSet set) {
    List<String> folders = new ArrayList<>();
    String own = " (" + DataSearch.VARIABLE + ")";
    locations.data().ifPresent(data -> folders.add(data + own));
    locations.data().ifPresent(data -> folders.add(data.resolve(set.title()) + own));
    folders.add(locations.cache().resolve(set.title()) + " (the cache)");
    return folders;
  }
}
