// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderLockTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path folder;

  /** Holds a lock until it is killed. */
  public static final class Holder {
    private Holder() {}

    /** The lock's file. */
    public static void main(String[] args) throws IOException {
      FolderLock lock = FolderLock.take(Path.of(args[0]), false, LONG);
      System.out.println("held " + lock.held());
      System.in.read();
      lock.close();
    }
  }

  private Process holder(Path file) throws IOException {
    Process process = ChildJvm.start(Holder.class, List.of(), List.of(file.toString()));
    String word = new String(process.getInputStream().readNBytes(9), StandardCharsets.UTF_8);
    assertThat(word).isEqualTo("held true");
    return process;
  }

  @Test
  void anotherProcessKeepsItAndWhoWaitsTooLongIsToldWhatHoldsIt() throws Exception {
    Path file = folder.resolve("lock");
    Process process = holder(file);
    try {
      assertThatThrownBy(() -> FolderLock.take(file, true, Duration.ZERO))
          .isInstanceOf(NativeLoadError.class)
          .hasMessageContaining("another process has been unpacking or loading natives there")
          .hasMessageEndingWith("it holds the lock " + file);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void aProcessThatIsKilledGivesItBack() throws Exception {
    Path file = folder.resolve("lock");
    Process process = holder(file);
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try (FolderLock lock = FolderLock.take(file, false, LONG)) {
                return lock.held();
              }
            });
    process.destroyForcibly().waitFor();
    assertThat(waiting.join()).isTrue();
  }

  @Test
  void anotherClassLoaderOfThisProcessWaitsForIt() {
    Path file = folder.resolve("lock");
    CompletableFuture<Boolean> waiting;
    try (FolderLock first = FolderLock.take(file, false, LONG)) {
      assertThat(first.held()).isTrue();
      waiting =
          CompletableFuture.supplyAsync(
              () -> {
                try (FolderLock second = FolderLock.take(file, true, LONG)) {
                  return second.held();
                }
              });
      assertThatThrownBy(() -> FolderLock.take(file, true, Duration.ZERO))
          .isInstanceOf(NativeLoadError.class);
    }
    assertThat(waiting.join()).isTrue();
  }

  @Test
  void anInterruptedThreadGetsItAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    try (FolderLock lock = FolderLock.take(folder.resolve("lock"), false, LONG)) {
      assertThat(lock.held()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void whereThereCanBeNoLockEverythingElseGoesOn() throws IOException {
    Path file = Files.createDirectory(folder.resolve("a folder in its place"));
    try (FolderLock lock = FolderLock.take(file, false, LONG)) {
      assertThat(lock.held()).isFalse();
    }
  }
}
