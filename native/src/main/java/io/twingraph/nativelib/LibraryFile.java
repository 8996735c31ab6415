// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.jar.JarEntry;

/**
 * A library in a jar, and the file that JavaCPP unpacks it to: {@code FOLDER/JAR/PACKAGE/NAME}.
 *
 * @param source where it is; a part behind {@code #} is the name that it gets
 * @param jar the jar's name
 * @param file where it goes
 * @param size of the entry
 * @param time of the entry, in milliseconds; JavaCPP gives it to the file, and unpacks again where
 *     it is another one
 */
record LibraryFile(URL source, String jar, Path file, long size, long time) {

  /**
   * The library at this URL; empty if it is in no jar, so that JavaCPP takes it from where it is.
   */
  static Optional<LibraryFile> of(URL source, Path folder) throws IOException {
    String[] parts = source.toString().split("#", 2);
    URLConnection connection = new URL(parts[0]).openConnection();
    if (!(connection instanceof JarURLConnection inJar) || inJar.getJarEntry() == null) {
      return Optional.empty();
    }
    JarEntry entry = inJar.getJarEntry();
    File name = new File(entry.getName());
    String jar = new File(inJar.getJarFile().getName()).getName();
    Path parent = folder;
    if (!withoutSubfolders()) {
      parent = folder.resolve(jar);
      parent = name.getParent() == null ? parent : parent.resolve(name.getParent());
    }
    Path file = parent.resolve(parts.length > 1 ? parts[1] : name.getName());
    return Optional.of(new LibraryFile(source, jar, file, entry.getSize(), entry.getTime()));
  }

  private static boolean withoutSubfolders() {
    return System.getProperty("org.bytedeco.javacpp.cachedir.nosubdir", "false")
        .matches("(?i)true|t|");
  }

  /** Whether all of it is there, so that JavaCPP leaves it as it is. */
  boolean whole() {
    try {
      BasicFileAttributes there =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return there.isRegularFile()
          && there.size() == size
          && there.lastModifiedTime().toMillis() == time;
    } catch (IOException e) {
      return false;
    }
  }
}
