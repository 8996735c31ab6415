// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found where the user named a place: that, or a refusal, and never other data. */
class DataSearchTest {
  private static final URI NOWHERE = URI.create("http://localhost:1/");
  private static final String[] DOTTED = {
    "train-images.idx3-ubyte", "train-labels.idx1-ubyte",
    "t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte"
  };

  @TempDir private Path folder;
  private Path data;
  private KnownSet mnist;

  @BeforeEach
  void publish() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    IdxFiles.smallSet(folder.resolve("published"), true);
    mnist = IdxFiles.published("mnist", folder.resolve("published"), NOWHERE);
  }

  private Datasets datasets() {
    return new Datasets(
        new Datasets.Locations(Optional.of(data), folder.resolve("cache")),
        new Downloader(Duration.ofSeconds(1), Duration.ofSeconds(1), 1 << 20),
        List.of(mnist));
  }

  private Dataset open(String name) {
    return datasets().open(name, DownloadListener.NONE);
  }

  private AbstractThrowableAssert<?, ?> refused(String name) {
    return assertThatThrownBy(() -> open(name)).isInstanceOf(DataException.class);
  }

  private DataPlace place() {
    return datasets().places().get(0);
  }

  /** Other data than the published set, which can be read. */
  private static void otherSet(Path folder) throws IOException {
    IdxFiles.smallSet(folder, false);
    IdxFiles.write(folder, IdxPart.TRAIN_LABELS, IdxFiles.labels(3, 200, 4, 4), false);
    IdxFiles.write(folder, IdxPart.TRAIN_IMAGES, IdxFiles.images(3, 1, 1, new byte[3]), false);
    IdxFiles.write(folder, IdxPart.TEST_LABELS, IdxFiles.labels(1, 4), false);
    IdxFiles.write(folder, IdxPart.TEST_IMAGES, IdxFiles.images(1, 1, 1, new byte[1]), false);
  }

  private static void rename(Path folder, String... names) throws IOException {
    int next = 0;
    for (IdxPart part : IdxPart.values()) {
      Files.move(folder.resolve(part.fileName()), folder.resolve(names[next++]));
    }
  }

  @Test
  void theFolderOfASetInTheNamedFolderIsTheDefault() throws IOException {
    IdxFiles.smallSet(data.resolve("mnist"), true);
    Dataset set = open(null);
    assertThat(set.name()).isEqualTo("mnist");
    assertThat(set.reason())
        .isEqualTo("mnist was found in %s ($TWINGRAPH_DATA)", data.resolve("mnist"));
    assertThat(set.classNames()).isEqualTo(KnownSet.DIGIT_NAMES);
    assertThat(place().state()).isEqualTo(DataPlace.State.AT_HAND);
    assertThat(place().where()).isEqualTo(data.resolve("mnist").toString());
  }

  @Test
  void theNamedFolderItselfCanBeTheSet() throws IOException {
    IdxFiles.smallSet(data, true);
    assertThat(open(null).reason()).isEqualTo("mnist was found in %s ($TWINGRAPH_DATA)", data);
    assertThat(open("mnist").source()).isEqualTo(data.toString());
    assertThat(datasets().openAtHand("mnist").source()).isEqualTo(data.toString());
    assertThat(place()).isEqualTo(new DataPlace("mnist", DataPlace.State.AT_HAND, data.toString()));
  }

  @Test
  void unpackedFilesAreTheSetTooForEverybodyWhoAsks() throws IOException {
    IdxFiles.smallSet(data.resolve("mnist"), false);
    assertThat(open("mnist").name()).isEqualTo("mnist");
    assertThat(open(null).name()).isEqualTo("mnist");
    assertThat(place().state()).isEqualTo(DataPlace.State.AT_HAND);
  }

  @Test
  void unpackedFilesUnderOtherNamesAreTheSetToo() throws IOException {
    IdxFiles.smallSet(data, false);
    rename(data, DOTTED);
    assertThat(open("mnist").source()).isEqualTo(data.toString());
    assertThat(place().state()).isEqualTo(DataPlace.State.AT_HAND);
  }

  @Test
  void torchvisionsFoldersAreKnown() throws IOException {
    IdxFiles.smallSet(data.resolve("MNIST").resolve("raw"), false);
    assertThat(open("mnist").source()).isEqualTo(data.resolve("MNIST/raw").toString());
    assertThat(KnownSet.MNIST.folders()).containsExactly("mnist", "MNIST/raw");
    assertThat(KnownSet.FASHION_MNIST.folders())
        .containsExactly("fashion-mnist", "FashionMNIST/raw");
  }

  @Test
  void ownDataInTheNamedFolderIsTheDefaultAndNotTheSet() throws IOException {
    otherSet(data);
    Dataset own = open(null);
    assertThat(own.name()).isEqualTo("data");
    assertThat(own.reason()).isEqualTo("this folder is $TWINGRAPH_DATA");
    assertThat(own.classes()).isEqualTo(201);
    assertThat(own.train().label(0)).isEqualTo(200);
    assertThat(place().state()).isEqualTo(DataPlace.State.NOT_HERE);
    refused("mnist").hasMessageStartingWith("the file cannot be downloaded");
  }

  @Test
  void aNamedFolderThatDoesNotExistIsRefusedNotReplaced() throws IOException {
    IdxFiles.smallSet(folder.resolve("cache").resolve("mnist"), true);
    Files.delete(data);
    String expected =
        """
        $TWINGRAPH_DATA names no folder
          where:    $TWINGRAPH_DATA
          expected: a folder with the four files of a data set, or with a folder mnist that has them
          got:      %s, which does not exist
          to do:    correct or unset TWINGRAPH_DATA; --data digits needs no file"""
            .formatted(data);
    refused(null).hasMessage(expected);
    refused("mnist").hasMessage(expected);
    assertThatThrownBy(() -> datasets().openAtHand("mnist")).hasMessage(expected);
    assertThat(place().state()).isEqualTo(DataPlace.State.UNUSABLE);
    assertThat(place().where()).isEqualTo("$TWINGRAPH_DATA names no folder: $TWINGRAPH_DATA");
    assertThat(open("digits").name()).isEqualTo("digits");
    Files.writeString(data, "");
    refused(null).hasMessageContaining("got:      " + data + ", which is a file");
  }

  @Test
  void aNamedFolderWithoutDataIsRefusedWithWhatLiesThere() throws IOException {
    IdxFiles.smallSet(folder.resolve("cache").resolve("mnist"), true);
    Files.write(data.resolve("mnist.npz"), new byte[] {'P', 'K', 3, 4});
    Files.writeString(data.resolve("train.csv"), "label,pixel0\n1,0\n");
    Files.createDirectory(data.resolve("else"));
    refused(null)
        .hasMessage(
            """
            no data set where $TWINGRAPH_DATA says
              where:    %s
              expected: the IDX files train-images-idx3-ubyte, train-labels-idx1-ubyte,\
             t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, each with or without .gz, in this\
             folder or in its folder mnist
              got:      else (a folder), mnist.npz (NumPy arrays (.npz)), train.csv (text, beginning\
             'label,pixel0 1,0')
              to do:    put them there, say --data NAME|DIR, or unset TWINGRAPH_DATA; --data digits\
             needs no file""",
            data);
    assertThat(open("mnist").reason()).contains("(the cache)");
  }

  @Test
  void aSetsFolderWithoutTheSetIsRefusedNotPassedOver() throws IOException {
    IdxFiles.smallSet(folder.resolve("cache").resolve("mnist"), true);
    Path inside = Files.createDirectory(data.resolve("mnist"));
    for (String name : new String[] {null, "mnist"}) {
      refused(name)
          .hasMessageStartingWith("no data set in the folder\n  where:    " + inside)
          .hasMessageContaining("got:      an empty folder");
    }
    assertThat(place().where()).isEqualTo("no data set in the folder: " + inside);
  }

  @Test
  void aDamagedSetIsUnusableForEverybodyWhoAsks() throws IOException {
    IdxFiles.smallSet(data, true);
    IdxFiles.write(data, IdxPart.TEST_LABELS, IdxFiles.labels(2, 1, 0), true);
    String file = data.resolve("t10k-labels-idx1-ubyte.gz").toString();
    for (String name : new String[] {null, "mnist"}) {
      refused(name)
          .hasMessageStartingWith("a file of the data set is not the published one")
          .hasMessageContaining("where:    " + file);
    }
    assertThat(place().state()).isEqualTo(DataPlace.State.UNUSABLE);
    assertThat(place().where())
        .isEqualTo("a file of the data set is not the published one: " + file);
  }

  @Test
  void aNamedFolderOrItsFolderIsTakenAsItIs() throws IOException {
    otherSet(data.resolve("mnist"));
    Dataset parent = open(data.toString());
    assertThat(parent.name()).isEqualTo("mnist");
    assertThat(parent.source()).isEqualTo(data.resolve("mnist").toString());
    assertThat(parent.reason()).isEqualTo("it is the folder mnist of the one asked for");
    assertThat(open(data.resolve("mnist").toString()).reason())
        .isEqualTo("this folder was asked for");
  }

  @Test
  void filesWithAPrefixAreOneSet() throws IOException {
    otherSet(data);
    rename(
        data,
        "emnist-letters-train-images-idx3-ubyte",
        "emnist-letters-train-labels-idx1-ubyte",
        "emnist-letters-test-images-idx3-ubyte",
        "emnist-letters-test-labels-idx1-ubyte");
    assertThat(open(data.toString()).classes()).isEqualTo(201);
    Files.copy(
        data.resolve("emnist-letters-test-images-idx3-ubyte"),
        data.resolve("emnist-digits-test-images-idx3-ubyte"));
    assertThat(open(data.toString()).train().count()).isEqualTo(3);
  }

  @Test
  void twoSetsInOneFolderAreNotMixed() throws IOException {
    for (String prefix : List.of("emnist-letters-", "emnist-digits-")) {
      for (IdxPart part : IdxPart.values()) {
        Files.createFile(data.resolve(prefix + part.fileName()));
      }
    }
    refused(data.toString())
        .hasMessageStartingWith("several data sets in one folder")
        .hasMessageContaining("got:      files of emnist-digits, emnist-letters")
        .hasMessageContaining("put the four files of one of them into a folder of their own");
  }

  @Test
  void aFolderOrPipeUnderAFilesNameIsNoFile() throws IOException {
    otherSet(data);
    Files.delete(data.resolve("train-images-idx3-ubyte"));
    Files.createDirectory(data.resolve("train-images-idx3-ubyte"));
    Path zero = Files.createSymbolicLink(data.resolve("zero"), Path.of("/dev/zero"));
    refused(data.toString())
        .hasMessageStartingWith("a file of the data set is missing")
        .hasMessageContaining("where:    " + data.resolve("train-images-idx3-ubyte.gz"))
        .hasMessageContaining("train-images-idx3-ubyte (a folder)")
        .hasMessageContaining("zero (a device or pipe)");
    Files.delete(zero);
  }

  @Test
  void aFileInPlaceOfAFolderIsNamed() throws IOException {
    Path file = Files.write(folder.resolve("mnist.npz"), new byte[] {'P', 'K', 3, 4});
    refused(file.toString())
        .hasMessageStartingWith("no such data set")
        .hasMessageContaining("got:      '" + file + "', a file: NumPy arrays (.npz)");
  }

  @Test
  void ofManyFilesTheFirstAreNamed() throws IOException {
    for (int i = 10; i < 30; i++) {
      Files.createFile(data.resolve("x" + i + "y".repeat(100)));
    }
    refused(data.toString())
        .hasMessageContaining("got:      x10" + "y".repeat(57) + "… (an empty file), x11")
        .hasMessageContaining(", and 12 more\n");
  }
}
