// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.presets.javacpp;

/**
 * Every library that JavaCPP opens for a class, and all that the dynamic linker pulls in with them:
 * what the class's presets, and those that they build on, preload and link.
 *
 * @param files that are unpacked from jars, in the order in which they are opened
 * @param absent whether the class's own library is nowhere on the class path
 */
record LibraryFiles(List<LibraryFile> files, boolean absent) {

  /** Finds them by JavaCPP's own rules, which takes a while. */
  @SuppressWarnings("rawtypes") // as JavaCPP has it
  static LibraryFiles of(Class<?> library, Path folder) throws IOException {
    Properties platform = Loader.loadProperties();
    Class<?> top = Loader.getEnclosingClass(library);
    List<Class> inherited = Loader.loadProperties(top, platform, true).getInheritedClasses();
    Set<Class> classes = new LinkedHashSet<>(List.of(javacpp.class)); // what all others need
    classes.addAll(inherited == null ? List.of() : inherited);
    classes.add(top);
    List<LibraryFile> files = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    boolean absent = true;
    for (Class<?> one : classes) {
      ClassProperties properties = Loader.loadProperties(one, platform, true);
      for (String name : names(properties)) {
        URL[] found = Loader.findLibrary(one, properties, name);
        absent = found.length == 0;
        // JavaCPP makes a link where a library of this name is open already.
        if (found.length > 0 && seen.add(nameInUse(name))) {
          Optional<LibraryFile> file = LibraryFile.of(found[0], folder);
          file.ifPresent(files::add);
        }
      }
    }
    return new LibraryFiles(List.copyOf(files), absent);
  }

  /** Its own library comes last. */
  private static List<String> names(ClassProperties properties) {
    List<String> names = new ArrayList<>(properties.get("platform.preload"));
    names.addAll(properties.get("platform.link"));
    names.replaceAll(name -> name.endsWith("!") ? name.substring(0, name.length() - 1) : name);
    names.add(properties.getProperty("platform.library"));
    return names;
  }

  /** {@code "mkl_rt@.2#openblas@.0"} is opened as {@code "openblas@.0"}. */
  private static String nameInUse(String name) {
    String[] parts = name.split(":", 2)[0].split("#", 2);
    return parts.length > 1 && !parts[1].isEmpty() ? parts[1] : parts[0];
  }

  /** Those that are not whole. */
  List<LibraryFile> wanting() {
    return files.stream().filter(file -> !file.whole()).toList();
  }
}
