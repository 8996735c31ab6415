// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder with the four files of a data set, by MNIST's names or one of their usual variants, each
 * gzip or not. The files of one set have the same prefix. Looked at when made, read later.
 */
final class IdxFolder {
  private static final IdxPart[] SMALL_FIRST = {
    IdxPart.TEST_LABELS, IdxPart.TRAIN_LABELS, IdxPart.TEST_IMAGES, IdxPart.TRAIN_IMAGES
  };

  private final Path folder;
  private final Map<String, Map<IdxPart, Path>> sets;
  private final Map<IdxPart, Path> files;

  private IdxFolder(Path folder, Map<String, Map<IdxPart, Path>> sets) {
    this.folder = folder;
    this.sets = sets;
    List<Map<IdxPart, Path>> whole = sets.values().stream().filter(IdxFolder::isWhole).toList();
    Map<IdxPart, Path> only = sets.size() == 1 ? sets.values().iterator().next() : Map.of();
    this.files = whole.size() == 1 ? whole.get(0) : sets.getOrDefault("", only);
  }

  /** Training and test images. */
  record Halves(ImageSet train, ImageSet test) {}

  /**
   * Looks for the files of a folder that exists.
   *
   * @throws DataException if it cannot be read
   */
  static IdxFolder look(Path folder) {
    Map<String, Map<IdxPart, Path>> sets = new TreeMap<>();
    List<Path> entries = FolderListing.of(folder);
    // MNIST's own names first, and of those the compressed one.
    Stream<Path> inOrder =
        entries.stream()
            .filter(Files::isRegularFile)
            .sorted(Comparator.comparing(IdxFolder::strangeness).thenComparing(path -> path));
    inOrder.forEach(
        file ->
            IdxPart.of(file.getFileName().toString())
                .ifPresent(
                    named ->
                        sets.computeIfAbsent(named.prefix(), it -> new EnumMap<>(IdxPart.class))
                            .putIfAbsent(named.part(), file)));
    return new IdxFolder(folder, sets);
  }

  private static int strangeness(Path file) {
    String name = file.getFileName().toString();
    for (IdxPart part : IdxPart.values()) {
      if (name.equals(part.fileName() + ".gz")) {
        return 0;
      }
      if (name.equals(part.fileName())) {
        return 1;
      }
    }
    return 2;
  }

  private static boolean isWhole(Map<IdxPart, Path> files) {
    return files.size() == IdxPart.values().length;
  }

  Path path() {
    return folder;
  }

  /** Whether a file is there that is part of a data set by its name. */
  boolean any() {
    return !sets.isEmpty();
  }

  /** Whether all four files are there. */
  boolean whole() {
    return isWhole(files);
  }

  /** Whether one of the files is that of a public set: then they are meant to be that set. */
  boolean isOf(KnownSet set) {
    return Stream.of(SMALL_FIRST).anyMatch(part -> files.containsKey(part) && has(part, set));
  }

  private boolean has(IdxPart part, KnownSet set) {
    try {
      return sha256(part).equals(set.content().get(part));
    } catch (DataException e) {
      return false; // A damaged file is none of the set; it is refused when it is read.
    }
  }

  private String sha256(IdxPart part) {
    return IdxStream.sha256(files.get(part), IdxReader.MAX_BYTES);
  }

  /**
   * Refuses what {@link #read} refuses of a public set, without keeping the content.
   *
   * @throws DataException if a file is missing or not the published one
   */
  void verify(KnownSet set) {
    checkWhole();
    for (IdxPart part : SMALL_FIRST) {
      checkPublished(part, sha256(part), set);
    }
  }

  /**
   * Reads all four files.
   *
   * @param published what they must be; {@code null} to take them as they are
   * @throws DataException if a file is missing, damaged, of another kind, or not the published one
   */
  Halves read(KnownSet published) {
    checkWhole();
    ImageSet train = half(IdxPart.TRAIN_IMAGES, IdxPart.TRAIN_LABELS, published);
    ImageSet test = half(IdxPart.TEST_IMAGES, IdxPart.TEST_LABELS, published);
    if (!size(train).equals(size(test))) {
      throw DataException.of(
          "training and test images of different sizes",
          files.get(IdxPart.TEST_IMAGES) + ", offset " + IdxHeader.offset(1),
          size(train) + ", as in " + files.get(IdxPart.TRAIN_IMAGES).getFileName(),
          size(test),
          "use the four files of one data set");
    }
    return new Halves(train, test);
  }

  private static String size(ImageSet images) {
    String channels = images.channels() == 1 ? "" : "x" + images.channels();
    return images.height() + "x" + images.width() + channels;
  }

  private ImageSet half(IdxPart images, IdxPart labels, KnownSet published) {
    IdxReader.Half half = IdxReader.read(files.get(images), files.get(labels));
    if (published != null) {
      checkPublished(labels, half.labelsSha256(), published);
      checkPublished(images, half.imagesSha256(), published);
    }
    return half.images();
  }

  private void checkPublished(IdxPart part, String got, KnownSet set) {
    String expected = set.content().get(part);
    if (!got.equals(expected)) {
      throw DataException.of(
          "a file of the data set is not the published one",
          files.get(part).toString(),
          "SHA-256 " + expected + " of its uncompressed content, " + set.title() + "'s",
          "SHA-256 " + got,
          "delete the file and fetch the data set again, or give --data "
              + folder
              + " to use the files as they are");
    }
  }

  private void checkWhole() {
    if (whole()) {
      return;
    }
    if (files.isEmpty() && any()) {
      throw refusal(
          "several data sets in one folder",
          folder,
          "files of " + String.join(", ", sets.keySet()),
          "put the four files of one of them into a folder of their own");
    }
    if (files.isEmpty()) {
      throw refusal(
          "no data set in the folder",
          folder,
          FolderListing.inWords(folder),
          "put the four files there, or name a folder that has them; no other format is read");
    }
    for (IdxPart part : IdxPart.values()) {
      if (!files.containsKey(part)) {
        throw refusal(
            "a file of the data set is missing",
            folder.resolve(part.fileName() + ".gz"),
            FolderListing.inWords(folder),
            "put it beside the others");
      }
    }
  }

  private static DataException refusal(String what, Path where, Object got, String hint) {
    return DataException.of(
        what,
        where.toString(),
        "the IDX files " + IdxPart.fileNames() + ", each with or without .gz",
        got,
        hint);
  }
}
