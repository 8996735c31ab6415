// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A lock on a file, against other processes and against other class loaders of this one. The system
 * takes it away from a process that ends, however it ends. Where a file system knows no locks there
 * is none, and everything else goes on.
 */
final class FolderLock implements AutoCloseable {
  private static final long PAUSE_MILLIS = 20;

  private final RandomAccessFile file;
  private final FileLock lock;

  private FolderLock(RandomAccessFile file, FileLock lock) {
    this.file = file;
    this.lock = lock;
  }

  /** Whether this is a lock, and not only the wish for one. */
  boolean held() {
    return lock != null;
  }

  /**
   * Waits for the lock, whether the thread is interrupted or not.
   *
   * @param path of the file, which is made where it is not there
   * @param shared whether others may have it, too
   * @throws NativeLoadError if others keep it for too long
   */
  static FolderLock take(Path path, boolean shared, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    RandomAccessFile file = null;
    try {
      file = new RandomAccessFile(path.toFile(), "rw");
      while (true) {
        FileLock lock = attempt(file, shared);
        if (lock != null) {
          return new FolderLock(file, lock);
        }
        if (System.nanoTime() - deadline > 0) {
          file.close();
          throw new NativeLoadError(busy(path, patience), null);
        }
        interrupted |= pause();
      }
    } catch (IOException e) {
      return new FolderLock(file, null); // such as NFS without its lock daemon
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static FileLock attempt(RandomAccessFile file, boolean shared) throws IOException {
    try {
      return file.getChannel().tryLock(0, Long.MAX_VALUE, shared);
    } catch (OverlappingFileLockException e) {
      return null; // another class loader of this process has it
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private static NativeProblem busy(Path path, Duration patience) {
    return new NativeProblem(
        "another process has been unpacking or loading natives there for "
            + patience.toSeconds()
            + " s: it holds the lock "
            + path,
        "see what holds it (fuser " + path + ") and end that, or " + NativeFolder.OTHER);
  }

  /** Gives it back. */
  @Override
  public void close() {
    if (file == null) {
      return;
    }
    try {
      file.close(); // and with it the lock
    } catch (IOException e) {
      // Nothing was written.
    }
  }
}
