// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.bytedeco.javacpp.Loader;

/**
 * What was unpacked when a class's natives loaded with this class path for the first time, in a
 * small file: a later start looks at these files alone. To ask JavaCPP which libraries there are
 * takes hundreds of milliseconds, as most of those that presets name are on no class path.
 */
final class UnpackedList {
  private static final String SUBFOLDER = ".twingraph";
  private static final Duration KEPT = Duration.ofDays(60);

  /** Class loaders of which the JDK's own properties say where they look. */
  private static final String OF_THE_JDK = "jdk.internal.loader.";

  private final Path folder;

  /** What decides which libraries there are: the first line of the file. */
  private final Optional<String> key;

  private final Path list;

  private UnpackedList(Path folder, Optional<String> key, Path list) {
    this.folder = folder;
    this.key = key;
    this.list = list;
  }

  /** For a class with the class path and the settings of JavaCPP's that it has here. */
  static UnpackedList of(Class<?> library, Path folder) {
    Optional<String> path = classPath(library.getClassLoader());
    Optional<String> key = path.isEmpty() ? path : Optional.of(key(library, path.get()));
    String name = library.getSimpleName().concat("-").concat(Integer.toHexString(key.hashCode()));
    return new UnpackedList(folder, key, folder.resolve(SUBFOLDER).resolve(name));
  }

  /** Whether all that was unpacked then is whole now; false where nothing is known. */
  boolean whole() {
    if (key.isEmpty() || !Files.isRegularFile(list)) {
      return false;
    }
    try {
      List<String> lines = Files.readAllLines(list);
      if (lines.isEmpty() || !lines.get(0).equals(key.get())) {
        return false;
      }
      for (String url : lines.subList(1, lines.size())) {
        Optional<LibraryFile> file = LibraryFile.of(new URL(url), folder);
        if (file.isEmpty() || !file.get().whole()) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false; // such as a jar that is gone
    }
  }

  /** Keeps what is there after loading, the caller holding the folder's lock. */
  void keep(LibraryFiles libraries) {
    if (key.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>(List.of(key.get()));
    libraries.files().stream()
        .filter(LibraryFile::whole)
        .forEach(file -> lines.add(file.source().toString()));
    try {
      Files.createDirectories(list.getParent());
      forgetOld(list.getParent());
      Path part = Files.createTempFile(list.getParent(), ".", "");
      Files.write(part, lines);
      Files.move(part, list, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // The next start asks JavaCPP again.
    }
  }

  private static void forgetOld(Path lists) throws IOException {
    FileTime oldest = FileTime.from(Instant.now().minus(KEPT));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(lists)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).compareTo(oldest) < 0) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /**
   * Where a class loader and its parents look; empty where one of them does not say. No streams and
   * no lambdas here: every start waits for this, and they take longer to set up than all of it.
   */
  private static Optional<String> classPath(ClassLoader loader) {
    StringBuilder all = new StringBuilder();
    for (ClassLoader one = loader; one != null; one = one.getParent()) {
      if (one instanceof URLClassLoader urls) {
        for (URL url : urls.getURLs()) {
          all.append(url).append(' ');
        }
      } else if (!one.getClass().getName().startsWith(OF_THE_JDK)) {
        return Optional.empty();
      }
    }
    for (String name : List.of("java.class.path", "jdk.module.path")) {
      for (String part : System.getProperty(name, "").split(File.pathSeparator, -1)) {
        all.append(part.startsWith(File.separator) ? part : new File(part).getAbsolutePath());
        all.append(' ');
      }
    }
    return Optional.of(all.toString());
  }

  private static String key(Class<?> library, String classPath) {
    StringBuilder key = new StringBuilder(library.getName());
    key.append(' ').append(Loader.getPlatform());
    for (String name : new TreeSet<>(System.getProperties().stringPropertyNames())) {
      if (decidesOnLibraries(name)) {
        key.append(' ').append(name).append('=').append(System.getProperty(name));
      }
    }
    key.append(' ').append(classPath);
    return key.toString().replace('\n', ' ').replace('\r', ' ');
  }

  /** Such as {@code org.bytedeco.openblas.load}; most of JavaCPP's own decide on other things. */
  private static boolean decidesOnLibraries(String property) {
    return property.startsWith("org.bytedeco.")
        && (!property.startsWith("org.bytedeco.javacpp.")
            || property.matches(".*(?i)(platform|pathsfirst|nosubdir).*"));
  }
}
