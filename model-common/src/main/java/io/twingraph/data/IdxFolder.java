// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A folder with the four files of a data set in MNIST's layout. */
final class IdxFolder {
  static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  /** The four names without {@code .gz}. */
  static final List<String> FILES = List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);

  private final Path folder;
  private final Map<String, String> sha256;

  /**
   * A folder to read.
   *
   * @param sha256 of each compressed file by its name without {@code .gz}; empty to trust them
   */
  IdxFolder(Path folder, Map<String, String> sha256) {
    this.folder = folder;
    this.sha256 = Map.copyOf(sha256);
  }

  /** Training and test images. */
  record Halves(ImageSet train, ImageSet test) {}

  /** The names of those of the four compressed files that are not there. */
  static List<String> missing(Path folder) {
    return FILES.stream()
        .map(name -> name + ".gz")
        .filter(name -> !Files.isRegularFile(folder.resolve(name)))
        .toList();
  }

  /** Reads all four files; labels must be below {@code classes}. */
  Halves read(int classes) {
    ImageSet train = half(TRAIN_IMAGES, TRAIN_LABELS, classes);
    ImageSet test = half(TEST_IMAGES, TEST_LABELS, classes);
    if (train.height() != test.height() || train.width() != test.width()) {
      throw DataException.of(
          "training and test images of different sizes",
          find(TEST_IMAGES) + ", offset 8",
          train.height() + "x" + train.width() + ", as in " + find(TRAIN_IMAGES).getFileName(),
          test.height() + "x" + test.width(),
          "use the four files of one data set");
    }
    return new Halves(train, test);
  }

  private ImageSet half(String imagesName, String labelsName, int classes) {
    Path imagesFile = find(imagesName);
    Path labelsFile = find(labelsName);
    byte[] labels = IdxReader.labels(labelsFile, content(labelsFile, labelsName), classes);
    return IdxReader.images(imagesFile, content(imagesFile, imagesName), labelsFile, labels);
  }

  private Path find(String name) {
    Path compressed = folder.resolve(name + ".gz");
    if (Files.isRegularFile(compressed)) {
      return compressed;
    }
    Path plain = folder.resolve(name);
    if (sha256.isEmpty() && Files.isRegularFile(plain)) {
      return plain;
    }
    throw DataException.of(
        "a file of the data set is missing",
        compressed.toString(),
        FILES.stream()
            .collect(Collectors.joining(", ", "the files ", ", each with or without .gz")),
        Files.isDirectory(folder) ? null : "no folder " + folder,
        "put the four files of a data set in MNIST's layout there");
  }

  /** Whether the file is there with the given SHA-256. */
  static boolean has(Path file, String sha256) {
    return Files.isRegularFile(file) && Sha256.of(bytes(file)).equals(sha256);
  }

  private static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes((int) IdxReader.MAX_BYTES + 17);
    } catch (IOException e) {
      throw DataException.of(
          "a file of the data set cannot be read",
          file.toString(),
          "a readable file",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "check the file and its permissions",
          e);
    }
  }

  private byte[] content(Path file, String name) {
    byte[] content = bytes(file);
    String expected = sha256.get(name);
    String got = Sha256.of(content);
    if (expected != null && !expected.equals(got)) {
      throw DataException.of(
          "a file of the data set is not the published one",
          file.toString(),
          "SHA-256 " + expected,
          "SHA-256 " + got + " (" + content.length + " bytes)",
          "delete the file and fetch the data set again, or name the folder itself to use it as it"
              + " is");
    }
    return content;
  }
}
