// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DatasetsTest {
  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  private Datasets datasets() {
    return new Datasets(
        Datasets.Locations.of(
            Map.of("TWINGRAPH_DATA", data().toString(), "TWINGRAPH_CACHE", cache().toString()),
            folder));
  }

  private static Dataset open(Datasets datasets, String name) {
    return datasets.open(name, DownloadListener.NONE);
  }

  /** Data sets of which {@code mnist} is what lies in {@code content}, with one mirror. */
  private Datasets withMirror(URI mirror, Path content) throws IOException {
    KnownSet small = IdxFiles.published("mnist", content, mirror);
    return new Datasets(
        new Datasets.Locations(Optional.of(data()), cache()),
        new Downloader(Duration.ofSeconds(5), Duration.ofSeconds(5), 1 << 20),
        List.of(small));
  }

  private static URI closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return URI.create("http://localhost:" + socket.getLocalPort() + "/mnist/");
    }
  }

  private HttpServer serving(Path content) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/mnist/",
        exchange -> {
          String name = Path.of(exchange.getRequestURI().getPath()).getFileName().toString();
          byte[] bytes = Files.readAllBytes(content.resolve(name));
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  @BeforeEach
  void makeTheOwnFolder() throws IOException {
    Files.createDirectories(data());
  }

  @Test
  void whatAFileNamesIsNotDownloaded() {
    assertThatThrownBy(() -> datasets().openAtHand("mnist"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("a data set that is not at hand")
        .hasMessageContaining("ask for it with --data mnist, which downloads it");
    assertThat(cache()).doesNotExist();
    assertThat(datasets().openAtHand("digits").name()).isEqualTo("digits");
  }

  @Test
  void theCacheIsWhereTheEnvironmentSays() {
    Path home = Path.of("/home/x");
    assertThat(Datasets.Locations.of(Map.of(), home).cache())
        .isEqualTo(Path.of("/home/x/.cache/twingraph"));
    assertThat(Datasets.Locations.of(Map.of("XDG_CACHE_HOME", "/c"), home).cache())
        .isEqualTo(Path.of("/c/twingraph"));
    assertThat(
            Datasets.Locations.of(Map.of("XDG_CACHE_HOME", "/c", "TWINGRAPH_CACHE", "/t"), home)
                .cache())
        .isEqualTo(Path.of("/t"));
    assertThat(Datasets.Locations.of(Map.of("TWINGRAPH_DATA", " "), home).data()).isEmpty();
    assertThat(Datasets.Locations.system().cache()).isAbsolute();
  }

  @Test
  void digitsNeedNoFile() {
    Dataset digits = open(datasets(), "digits");
    assertThat(digits.name()).isEqualTo("digits");
    assertThat(digits.source()).isEqualTo("embedded");
    assertThat(digits.reason()).isEqualTo("it was asked for");
    assertThat(digits.classes()).isEqualTo(10);
    assertThat(data()).isEmptyDirectory();
    assertThat(cache()).doesNotExist();
  }

  @Test
  void theDefaultIsDigitsWithTheReasonWhenNoMnistIsAtHand() {
    Dataset digits = open(new Datasets(Datasets.Locations.of(Map.of(), folder)), null);
    assertThat(digits.name()).isEqualTo("digits");
    assertThat(digits.reason())
        .isEqualTo(
            "no MNIST at hand in %s (the cache) and $TWINGRAPH_DATA is not set; run `twingraph data"
                + " fetch mnist`",
            folder.resolve(".cache/twingraph/mnist"));
  }

  @Test
  void theDefaultIsMnistFromTheCacheWhereItIsAtHand() throws IOException {
    IdxFiles.smallSet(cache().resolve("mnist"), true);
    KnownSet small = IdxFiles.published("mnist", cache().resolve("mnist"), closedPort());
    Datasets.Locations cacheOnly = new Datasets.Locations(Optional.empty(), cache());
    Dataset cached = open(new Datasets(cacheOnly, new Downloader(), List.of(small)), null);
    assertThat(cached.name()).isEqualTo("mnist");
    assertThat(cached.source()).isEqualTo(cache().resolve("mnist").toString());
    assertThat(cached.reason())
        .isEqualTo("mnist was found in %s (the cache)", cache().resolve("mnist"));
  }

  @Test
  void aFileWithAnotherHashIsRefusedByNameNotPassedOver() throws IOException {
    IdxFiles.smallSet(data().resolve("mnist"), true);
    Path file = data().resolve("mnist").resolve("train-labels-idx1-ubyte.gz");
    assertThatThrownBy(() -> open(datasets(), null))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            a file of the data set is not the published one
              where:    %s
              expected: SHA-256 65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5 of\
             its uncompressed content, mnist's
              got:      SHA-256 %s
              to do:    delete the file and fetch the data set again, or give --data %s to use the\
             files as they are""",
            file, Sha256.of(IdxFiles.labels(3, 2, 0, 1)), file.getParent());
    assertThatThrownBy(() -> open(datasets(), "mnist")).hasMessageContaining(file.toString());
  }

  @Test
  void aSetThatIsNotThereIsDownloadedIntoTheCache() throws IOException {
    Path content = folder.resolve("server");
    IdxFiles.smallSet(content, true);
    HttpServer server = serving(content);
    try {
      URI mirror = URI.create("http://localhost:" + server.getAddress().getPort() + "/mnist/");
      Dataset set = open(withMirror(mirror, content), "mnist");
      Path folder = cache().resolve("mnist");
      assertThat(set.reason()).isEqualTo("it was asked for and downloaded to " + folder);
      assertThat(set.train().label(0)).isEqualTo(2);
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).hasSize(4);
      }
    } finally {
      server.stop(0);
    }
    assertThat(open(withMirror(closedPort(), content), "mnist").reason())
        .isEqualTo("it was asked for and found in %s (the cache)", cache().resolve("mnist"));
  }

  @Test
  void fetchLeavesGoodFilesAndReplacesBadOnes() throws IOException {
    Path content = folder.resolve("server");
    IdxFiles.smallSet(content, true);
    IdxFiles.smallSet(cache().resolve("mnist"), true);
    Path bad = cache().resolve("mnist").resolve("t10k-labels-idx1-ubyte.gz");
    Files.writeString(bad, "damaged");
    HttpServer server = serving(content);
    try {
      URI mirror = URI.create("http://localhost:" + server.getAddress().getPort() + "/mnist/");
      Map<URI, Long> asked = new HashMap<>();
      Path got =
          withMirror(mirror, content)
              .fetch("mnist", (from, bytes, total) -> asked.put(from, bytes));
      assertThat(got).isEqualTo(cache().resolve("mnist"));
      assertThat(asked.keySet()).containsExactly(mirror.resolve("t10k-labels-idx1-ubyte.gz"));
    } finally {
      server.stop(0);
    }
    assertThat(bad).hasSameBinaryContentAs(content.resolve("t10k-labels-idx1-ubyte.gz"));
  }

  @Test
  void withoutANetworkTheErrorSaysHowToPlaceTheFilesByHand() throws IOException {
    Path content = folder.resolve("server");
    IdxFiles.smallSet(content, true);
    URI mirror = closedPort();
    Datasets offline = withMirror(mirror, content);
    assertThatThrownBy(() -> open(offline, "mnist"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the file cannot be downloaded")
        .hasMessageContaining(mirror + "train-images-idx3-ubyte.gz: ConnectException")
        .hasMessageContaining(
            "to do:    without a network, put the files train-images-idx3-ubyte.gz,"
                + " train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz"
                + " into %s or %s by hand (they lie at %s), or use --data digits, which needs no file",
            data().resolve("mnist"), cache().resolve("mnist"), mirror);
  }

  @Test
  void aFolderIsReadAsItIsCompressedOrNot() throws IOException {
    for (boolean compressed : new boolean[] {true, false}) {
      Path own = folder.resolve("own-" + compressed);
      IdxFiles.smallSet(own, compressed);
      Dataset set = open(datasets(), own.toString());
      assertThat(set.name()).isEqualTo("own-" + compressed);
      assertThat(set.source()).isEqualTo(own.toString());
      assertThat(set.reason()).isEqualTo("this folder was asked for");
      assertThat(set.classNames()).containsExactly("0", "1", "2");
      assertThat(set.train().pixel(1, 2)).isEqualTo(80);
    }
  }

  @Test
  void aFolderThatLacksAFileIsRefused() throws IOException {
    IdxFiles.smallSet(folder, true);
    Path gone = folder.resolve("t10k-labels-idx1-ubyte.gz");
    Files.delete(gone);
    assertThatThrownBy(() -> open(datasets(), folder.toString()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            a file of the data set is missing
              where:    %s
              expected: the IDX files train-images-idx3-ubyte, train-labels-idx1-ubyte,\
             t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, each with or without .gz
              got:      data (a folder), t10k-images-idx3-ubyte.gz (gzip data), train-images-idx3-ubyte.gz (gzip\
             data), train-labels-idx1-ubyte.gz (gzip data)
              to do:    put it beside the others""",
            gone);
  }

  @Test
  void trainingAndTestImagesOfDifferentSizesAreRefused() throws IOException {
    IdxFiles.smallSet(folder, false);
    byte[] taller = IdxFiles.images(2, 3, 3, new byte[18]);
    IdxFiles.write(folder, IdxPart.TEST_IMAGES, taller, false);
    assertThatThrownBy(() -> open(datasets(), folder.toString()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            training and test images of different sizes
              where:    %s, offset 8
              expected: 2x3, as in train-images-idx3-ubyte
              got:      3x3
              to do:    use the four files of one data set""",
            folder.resolve("t10k-images-idx3-ubyte"));
  }

  @Test
  void anUnknownNameIsRefused() {
    assertThatThrownBy(() -> open(datasets(), "mnits"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            no such data set
              where:    the name or folder of the data set
              expected: mnist, fashion-mnist, digits, or a folder with the four files of a data set
              got:      'mnits'
              to do:    use one of the names, or the path of a folder that exists""");
    assertThatThrownBy(() -> open(datasets(), "")).hasMessageContaining("got:      ''");
    assertThatThrownBy(() -> open(datasets(), "a\0b")).hasMessageContaining("no such data set");
  }

  @Test
  void onlyRealSetsCanBeFetched() {
    assertThatThrownBy(() -> datasets().fetch("digits", DownloadListener.NONE))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            no data set to download
              where:    the name of the data set
              expected: mnist or fashion-mnist
              got:      'digits'
              to do:    nothing: digits is made on the spot, use --data digits""");
    assertThatThrownBy(() -> datasets().fetch("cifar", DownloadListener.NONE))
        .hasMessageContaining("got:      'cifar'")
        .hasMessageContaining("to do:    use one of these names");
  }

  @Test
  void everyNameIsKnown() {
    assertThat(Datasets.names()).containsExactly("mnist", "fashion-mnist", "digits");
    for (KnownSet set : KnownSet.ALL) {
      assertThat(Datasets.names()).contains(set.title());
      assertThat(set.sha256().keySet()).containsExactlyInAnyOrder(IdxPart.values());
      assertThat(set.content().keySet()).containsExactlyInAnyOrder(IdxPart.values());
      assertThat(set.sha256().values()).allMatch(hash -> hash.matches("[0-9a-f]{64}"));
      assertThat(set.content().values()).allMatch(hash -> hash.matches("[0-9a-f]{64}"));
      assertThat(set.classNames()).hasSize(10);
      assertThat(set.mirrors()).allMatch(mirror -> mirror.toString().endsWith("/"));
    }
  }
}
