// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * Loads natives through JavaCPP, once all that the dynamic linker will pull in is unpacked and
 * whole. JavaCPP looks at a file when it opens it itself; one that is only half there, because
 * another process is unpacking it or one was stopped, would be opened before by way of another
 * library, and reading it ends the process.
 *
 * <p>A lock in the folder lasts from that look until the natives are open: shared where all is
 * there, alone where something is to be unpacked. Safe for use by several threads.
 */
public final class NativeLibraries {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String LOCK = ".twingraph.lock";

  /** By class: where what is loaded lies. */
  private static final Map<Class<?>, String> LOADED = new HashMap<>();

  /** By class: what the linker refused once, it refuses as long as the process lives. */
  private static final Map<Class<?>, NativeLoadError> FAILURES = new HashMap<>();

  private static boolean loading;

  private NativeLibraries() {}

  /**
   * Loads a class's natives; later calls do nothing.
   *
   * @return what JavaCPP's {@code Loader.load} returns: the path of the class's own library
   * @throws NativeLoadError if they do not load, with the reason and what to do
   */
  public static synchronized String load(Class<?> library) {
    if (loading) {
      return Loader.load(library); // from a static initializer of what is being loaded
    }
    String path = LOADED.get(library);
    if (path != null) {
      return path;
    }
    NativeLoadError earlier = FAILURES.get(library);
    if (earlier != null) {
      throw new NativeLoadError(earlier.problem(), earlier);
    }
    MemoryLimit.lift(); // before anything of JavaCPP's reads it
    loading = true;
    try {
      path = unpackedByJavaCpp() ? locked(library, NativeFolder.use()) : Loader.load(library);
      LOADED.put(library, path);
      return path;
    } finally {
      loading = false;
    }
  }

  @SuppressWarnings("try") // a lock is there, and that is all
  private static String locked(Class<?> library, Path folder) {
    Path file = folder.resolve(LOCK);
    UnpackedList list = UnpackedList.of(library, folder);
    try (FolderLock shared = FolderLock.take(file, true, PATIENCE)) {
      if (list.whole()) {
        return open(library, folder, false);
      }
    }
    try (FolderLock alone = FolderLock.take(file, false, PATIENCE)) {
      LibraryFiles libraries = LibraryFiles.of(library, folder);
      new Unpacking(folder, PATIENCE).complete(libraries);
      String path = open(library, folder, libraries.absent());
      list.keep(libraries);
      return path;
    } catch (IOException e) {
      throw new NativeLoadError(LoadFailures.notUnpacked(folder, e), e);
    }
  }

  private static String open(Class<?> library, Path folder, boolean absent) {
    try {
      return Loader.load(library);
    } catch (LinkageError e) {
      LoadFailures.Circumstances here =
          new LoadFailures.Circumstances(
              folder, Mounts.forbidRunning(folder), absent, foreign(), Loader.getPlatform());
      NativeLoadError error = new NativeLoadError(LoadFailures.explain(e, here), e);
      FAILURES.put(library, error);
      throw error;
    }
  }

  /** False where the user has JavaCPP look for libraries elsewhere. */
  private static boolean unpackedByJavaCpp() {
    return Loader.isLoadLibraries() && isOn("cacheLibraries") && isOn("findLibraries");
  }

  private static boolean isOn(String name) {
    String all = "org.bytedeco.javacpp.";
    String lower = System.getProperty(all + name.toLowerCase(Locale.ROOT), "true");
    return System.getProperty(all + name, lower).matches("(?i)true|t|");
  }

  private static Optional<String> foreign() {
    return Stream.of("LD_PRELOAD", "LD_LIBRARY_PATH")
        .filter(name -> !System.getenv().getOrDefault(name, "").isEmpty())
        .map(name -> name + "=" + System.getenv(name))
        .findFirst();
  }
}
