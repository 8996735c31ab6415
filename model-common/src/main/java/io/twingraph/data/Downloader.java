// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches files over HTTP, checks their SHA-256 and puts them in place whole or not at all: into a
 * temporary file beside the target, then an atomic rename. Two processes that fetch the same file
 * at once both succeed.
 */
final class Downloader {
  /** Most bytes of one file; MNIST's largest has 9,912,422. */
  static final long MAX_BYTES = 256L << 20;

  private static final int BUFFER = 1 << 16;

  private final HttpClient client;
  private final Duration patience;
  private final long maxBytes;

  /** With patience for slow lines: 15 s to connect, 30 s without a byte. */
  Downloader() {
    this(Duration.ofSeconds(15), Duration.ofSeconds(30), MAX_BYTES);
  }

  /**
   * With other limits.
   *
   * @param patience how long to wait for an answer, and for each next byte
   */
  Downloader(Duration connect, Duration patience, long maxBytes) {
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(connect)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    this.patience = patience;
    this.maxBytes = maxBytes;
  }

  /**
   * Fetches one file from the first source that gives it.
   *
   * @param sources where the file lies, best first
   * @param target where it goes; an existing file is replaced
   * @param sha256 in hex
   * @param byHand what to do if no source gives the file
   * @throws DataException if none does, with what each one did
   */
  void fetch(
      List<URI> sources, Path target, String sha256, String byHand, DownloadListener listener) {
    List<String> failures = new ArrayList<>();
    Exception last = null;
    for (URI source : sources) {
      try {
        fetch(source, target, sha256, listener);
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failures.add(source + ": interrupted");
        last = e;
        break;
      } catch (IOException e) {
        failures.add(source + ": " + reason(e));
        last = e;
      }
    }
    throw DataException.of(
        "the file cannot be downloaded",
        target.toString(),
        "a file with SHA-256 " + sha256 + " from one of " + sources.size() + " sources",
        String.join("\n            ", failures),
        byHand,
        last);
  }

  private void fetch(URI source, Path target, String sha256, DownloadListener listener)
      throws IOException, InterruptedException {
    Path folder = target.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, target.getFileName() + ".", ".part");
    try {
      String got = transfer(source, part, listener);
      if (!got.equals(sha256)) {
        throw new IOException("its SHA-256 is " + got + " (" + Files.size(part) + " bytes)");
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Returns the SHA-256 of what was written to {@code part}. */
  private String transfer(URI source, Path part, DownloadListener listener)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(source).timeout(patience).GET().build();
    HttpResponse<InputStream> response =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body();
        Watchdog watchdog = new Watchdog(body, patience);
        OutputStream out = Files.newOutputStream(part)) {
      if (response.statusCode() != 200) {
        throw new IOException("HTTP status " + response.statusCode());
      }
      long total = response.headers().firstValueAsLong("Content-Length").orElse(-1);
      limit(total);
      MessageDigest digest = Sha256.digest();
      byte[] buffer = new byte[BUFFER];
      long bytes = 0;
      listener.progress(source, 0, total);
      int there;
      while ((there = watchdog.read(buffer)) >= 0) {
        bytes += there;
        limit(bytes);
        out.write(buffer, 0, there);
        digest.update(buffer, 0, there);
        listener.progress(source, bytes, total);
      }
      return Sha256.hex(digest);
    }
  }

  private void limit(long bytes) throws IOException {
    if (bytes > maxBytes) {
      throw new IOException(bytes + " bytes or more, and at most " + maxBytes + " were expected");
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    if (message == null) {
      message = e instanceof ConnectException ? "no connection" : "no further reason given";
    }
    return e.getClass() == IOException.class
        ? message
        : e.getClass().getSimpleName() + " (" + message + ")";
  }
}
