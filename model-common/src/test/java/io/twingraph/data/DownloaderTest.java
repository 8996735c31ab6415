// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DownloaderTest {
  private static final byte[] CONTENT = "twenty images of cats".repeat(20_000).getBytes(US_ASCII);
  private static final String SHA256 = Sha256.of(CONTENT);
  private static final String BY_HAND = "put it there by hand";

  @TempDir private Path folder;
  private HttpServer server;
  private ExecutorService threads;
  private final CountDownLatch stalled = new CountDownLatch(1);

  @BeforeEach
  void start() throws IOException {
    threads = Executors.newCachedThreadPool();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/good", exchange -> answer(exchange, 200, CONTENT.length, CONTENT));
    server.createContext("/chunked", exchange -> answer(exchange, 200, 0, CONTENT));
    server.createContext("/gone", exchange -> answer(exchange, 404, -1, new byte[0]));
    server.createContext(
        "/other", exchange -> answer(exchange, 200, 9, "all wrong".getBytes(US_ASCII)));
    server.createContext("/broken", DownloaderTest::breakOff);
    server.createContext("/stalling", this::stall);
    server.start();
  }

  @AfterEach
  void stop() {
    stalled.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private static void answer(HttpExchange exchange, int status, long length, byte[] body)
      throws IOException {
    exchange.sendResponseHeaders(status, length);
    try (exchange) {
      exchange.getResponseBody().write(body);
      exchange.getResponseBody().flush(); // closing sends nothing where the body is too short
    }
  }

  /** Announces everything, sends half and closes the connection. */
  private static void breakOff(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, CONTENT.length);
    exchange.getResponseBody().write(CONTENT, 0, CONTENT.length / 2);
    exchange.getResponseBody().flush();
    throw new IOException("the server gives up");
  }

  private void stall(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, CONTENT.length);
    exchange.getResponseBody().write(CONTENT, 0, 1000);
    exchange.getResponseBody().flush();
    try {
      stalled.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private URI at(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/" + path);
  }

  private Path target() {
    return folder.resolve("cache").resolve("images.gz");
  }

  private void fetch(DownloadListener listener, String... paths) {
    List<URI> sources = Stream.of(paths).map(this::at).toList();
    new Downloader(Duration.ofSeconds(5), Duration.ofMillis(1500), 1 << 20)
        .fetch(sources, target(), SHA256, BY_HAND, listener);
  }

  private void fetch(String... paths) {
    fetch(DownloadListener.NONE, paths);
  }

  private void nothingIsLeftBehind() throws IOException {
    try (Stream<Path> files = Files.list(target().getParent())) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aFileIsPutInPlaceWholeAndNothingElse() throws IOException {
    fetch("good");
    assertThat(target()).hasBinaryContent(CONTENT);
    try (Stream<Path> files = Files.list(target().getParent())) {
      assertThat(files).containsExactly(target());
    }
  }

  @Test
  void progressIsReportedFromNothingToTheWhole() {
    List<Long> seen = new ArrayList<>();
    fetch(
        (from, bytes, total) -> {
          assertThat(from).isEqualTo(at("good"));
          assertThat(total).isEqualTo(CONTENT.length);
          assertThat(Thread.currentThread().getName()).doesNotContain("HttpClient");
          seen.add(bytes);
        },
        "good");
    assertThat(seen)
        .isSorted()
        .hasSizeGreaterThan(2)
        .startsWith(0L)
        .endsWith((long) CONTENT.length);
  }

  @Test
  void anUnknownLengthIsReportedAsMinusOne() {
    List<Long> totals = new ArrayList<>();
    fetch((from, bytes, total) -> totals.add(total), "chunked");
    assertThat(totals).isNotEmpty().containsOnly(-1L);
    assertThat(target()).hasBinaryContent(CONTENT);
  }

  @Test
  void anOlderFileIsReplaced() throws IOException {
    Files.createDirectories(target().getParent());
    Files.writeString(target(), "old");
    fetch("good");
    assertThat(target()).hasBinaryContent(CONTENT);
  }

  @Test
  void theNextMirrorIsTakenWhenTheFirstIsDown() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    List<URI> sources = List.of(URI.create("http://localhost:" + closed + "/x"), at("good"));
    new Downloader().fetch(sources, target(), SHA256, BY_HAND, DownloadListener.NONE);
    assertThat(target()).hasBinaryContent(CONTENT);
  }

  @Test
  void theNextMirrorIsTakenWhenTheFirstHasNoSuchFileOrAnotherOne() {
    fetch("gone", "other", "broken", "good");
    assertThat(target()).hasBinaryContent(CONTENT);
  }

  @Test
  void aConnectionThatBreaksOffIsRefusedAndNothingIsLeft() throws IOException {
    assertThatThrownBy(() -> fetch("broken"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the file cannot be downloaded")
        .hasMessageContaining("where:    " + target())
        .hasMessageContaining(at("broken") + ": ")
        .hasMessageContaining("expected: a file with SHA-256 " + SHA256 + " from one of 1 sources")
        .hasMessageContaining("to do:    " + BY_HAND);
    nothingIsLeftBehind();
  }

  @Test
  void aWrongChecksumIsRefusedAndNothingIsLeft() throws IOException {
    String wrong = Sha256.of("all wrong".getBytes(US_ASCII));
    assertThatThrownBy(() -> fetch("other"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(at("other") + ": its SHA-256 is " + wrong + " (9 bytes)");
    nothingIsLeftBehind();
  }

  @Test
  void allFailuresAreListed() {
    assertThatThrownBy(() -> fetch("gone", "other"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("from one of 2 sources")
        .hasMessageContaining(
            "got:      " + at("gone") + ": HTTP status 404\n            " + at("other"));
  }

  @Test
  void aServerThatStopsSendingIsGivenUp() throws IOException {
    assertThatThrownBy(() -> fetch("stalling"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(at("stalling") + ": no byte for 1.5 s");
    nothingIsLeftBehind();
  }

  @Test
  void anAnnouncedSizeAboveTheLimitIsRefused() throws IOException {
    server.createContext("/huge", exchange -> answer(exchange, 200, 1L << 40, new byte[10]));
    assertThatThrownBy(() -> fetch("huge"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1099511627776 bytes or more, and at most 1048576 were expected");
    nothingIsLeftBehind();
  }

  @Test
  void aStreamThatGrowsAboveTheLimitIsStopped() throws IOException {
    server.createContext("/endless", exchange -> answer(exchange, 200, 0, new byte[3 << 20]));
    assertThatThrownBy(() -> fetch("endless"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("bytes or more, and at most 1048576 were expected");
    nothingIsLeftBehind();
  }

  @Test
  void severalAtOnceAllSucceed() throws Exception {
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      tasks.add(
          () -> {
            fetch("good");
            return true;
          });
    }
    for (Future<Boolean> done : threads.invokeAll(tasks)) {
      assertThat(done.get()).isTrue();
    }
    assertThat(target()).hasBinaryContent(CONTENT);
    try (Stream<Path> files = Files.list(target().getParent())) {
      assertThat(files).containsExactly(target());
    }
  }
}
