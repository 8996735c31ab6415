// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnpackingTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String ENTRY = "org/example/linux/libexample.so";

  @TempDir Path folder;

  private Path cache;
  private byte[] content;

  @BeforeEach
  void cache() throws IOException {
    cache = Files.createDirectory(folder.resolve("cache"));
    content = new byte[300_000];
    new Random(1).nextBytes(content);
  }

  /** A jar with one library. */
  private Path jar(byte[] library) throws IOException {
    Path jar = folder.resolve("example.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      JarEntry entry = new JarEntry(ENTRY);
      entry.setTime(1_700_000_000_000L);
      out.putNextEntry(entry);
      out.write(library);
    }
    return jar;
  }

  private static LibraryFile library(Path jar, Path cache, String name) throws IOException {
    URL url = new URL("jar:" + jar.toUri() + "!/" + ENTRY + name);
    return LibraryFile.of(url, cache).orElseThrow();
  }

  private static void complete(Path cache, LibraryFile... files) {
    new Unpacking(cache, PATIENCE).complete(new LibraryFiles(List.of(files), false));
  }

  @Test
  void aLibraryGoesWhereJavaCppLooksForIt() throws IOException {
    Path jar = jar(content);
    LibraryFile file = library(jar, cache, "");
    assertThat(file.file()).isEqualTo(cache.resolve("example.jar").resolve(ENTRY));
    assertThat(library(jar, cache, "#libother.so.1").file())
        .isEqualTo(file.file().resolveSibling("libother.so.1"));
    assertThat(file.whole()).isFalse();
    complete(cache, file);
    assertThat(file.whole()).isTrue();
    assertThat(file.file()).hasBinaryContent(content);
    assertThat(Files.getLastModifiedTime(file.file()).toMillis()).isEqualTo(file.time());
  }

  @Test
  void aTruncatedLibraryIsUnpackedAgain() throws IOException {
    LibraryFile file = library(jar(content), cache, "");
    complete(cache, file);
    try (FileChannel channel = FileChannel.open(file.file(), StandardOpenOption.WRITE)) {
      channel.truncate(1000);
    }
    Files.setLastModifiedTime(file.file(), FileTime.fromMillis(file.time()));
    assertThat(file.whole()).isFalse();
    complete(cache, file);
    assertThat(file.file()).hasBinaryContent(content);
  }

  @Test
  void whoHasOpenedTheOldFileKeepsIt() throws IOException {
    LibraryFile file = library(jar(content), cache, "");
    Files.createDirectories(file.file().getParent());
    Files.writeString(file.file(), "another build's library");
    try (InputStream old = Files.newInputStream(file.file())) {
      complete(cache, file);
      assertThat(new String(old.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("another build's library");
    }
    assertThat(file.file()).hasBinaryContent(content);
  }

  @Test
  void whatAStoppedProcessHasLeftIsTakenAway() throws IOException {
    LibraryFile file = library(jar(content), cache, "");
    Files.createDirectories(file.file().getParent());
    Path left = file.file().resolveSibling("libexample.so.4711.twingraph-part");
    Files.writeString(left, "half a library");
    complete(cache, file);
    assertThat(left).doesNotExist();
    assertThat(file.whole()).isTrue();
  }

  @Test
  void aThreadThatIsInterruptedUnpacksToo() throws IOException {
    LibraryFile file = library(jar(content), cache, "");
    Thread.currentThread().interrupt();
    try {
      complete(cache, file);
      assertThat(file.whole()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aFolderWithoutRoomIsToldBeforeAnythingIsWritten() throws IOException {
    LibraryFile file = library(jar(content), cache, "");
    LibraryFile huge =
        new LibraryFile(file.source(), file.jar(), file.file(), Long.MAX_VALUE / 2, file.time());
    assertThatThrownBy(() -> complete(cache, huge))
        .isInstanceOf(NativeLoadError.class)
        .hasMessageStartingWith("natives are unpacked to " + cache + ", which has ")
        .hasMessageEndingWith(" MB are needed");
    assertThat(huge.file()).doesNotExist();
  }

  @Test
  void aJarWhoseEntryIsShorterThanItSaysIsNamed() throws IOException {
    LibraryFile file = library(jar(content), cache, "");
    LibraryFile longer =
        new LibraryFile(file.source(), file.jar(), file.file(), file.size() + 1, file.time());
    assertThatThrownBy(() -> complete(cache, longer))
        .isInstanceOf(NativeLoadError.class)
        .hasMessageStartingWith("example.jar is damaged (libexample.so: ");
    assertThat(longer.file()).doesNotExist();
    assertThat(longer.file().getParent()).isEmptyDirectory();
  }

  /** Unpacks in a process of its own. */
  public static final class Unpacker {
    private Unpacker() {}

    /** Jar and folder. */
    public static void main(String[] args) throws IOException {
      Path cache = Path.of(args[1]);
      complete(cache, library(Path.of(args[0]), cache, ""));
    }
  }

  @Test
  void aProcessThatIsStoppedLeavesAWholeLibraryOrNone() throws Exception {
    byte[] large = new byte[48 << 20];
    new Random(2).nextBytes(large);
    Path jar = jar(large);
    for (int stop = 0; stop < 4; stop++) {
      Path own = Files.createDirectory(folder.resolve("own" + stop));
      LibraryFile file = library(jar, own, "");
      Process process =
          ChildJvm.start(Unpacker.class, List.of(), List.of(jar.toString(), own.toString()));
      long size = (long) large.length * stop / 4;
      while (process.isAlive() && unpacked(file.file().getParent()) <= size) {
        Thread.onSpinWait();
      }
      process.destroyForcibly();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(!Files.exists(file.file()) || file.whole()).isTrue();
      complete(own, file);
      assertThat(file.whole()).isTrue();
      assertThat(file.file().getParent()).isDirectoryNotContaining("glob:**part");
    }
  }

  /** The bytes that lie in a folder, whatever the files' names. */
  private static long unpacked(Path folder) throws IOException {
    long bytes = 0;
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          bytes += file.toFile().length();
        }
      }
    }
    return bytes;
  }

  @Test
  void aListOfWhatWasUnpackedTellsWhetherItIsStillThere() throws IOException {
    LibraryFile file = library(jar(content), cache, "");
    LibraryFiles files = new LibraryFiles(List.of(file), false);
    UnpackedList list = UnpackedList.of(UnpackingTest.class, cache);
    assertThat(list.whole()).as("nothing is known yet").isFalse();
    complete(cache, file);
    list.keep(files);
    assertThat(list.whole()).isTrue();
    assertThat(UnpackedList.of(UnpackingTest.class, cache).whole()).isTrue();
    assertThat(UnpackedList.of(ChildJvm.class, cache).whole()).as("another class").isFalse();
    try (OutputStream more = Files.newOutputStream(file.file(), StandardOpenOption.APPEND)) {
      more.write(1);
    }
    assertThat(list.whole()).isFalse();
  }
}
