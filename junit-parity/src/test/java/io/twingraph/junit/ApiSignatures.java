// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that others can name in the packages of an artifact, a line each, in order. */
final class ApiSignatures {
  private ApiSignatures() {}

  /** The lines of every package beside or below that of a class, without the tests. */
  static SortedSet<String> of(Class<?> inArtifact) {
    SortedSet<String> lines = new TreeSet<>();
    for (String name : classes(inArtifact)) {
      Class<?> type = load(name, inArtifact.getClassLoader());
      if (isVisible(type)) {
        lines.addAll(lines(type));
      }
    }
    return lines;
  }

  private static List<String> classes(Class<?> inArtifact) {
    try {
      URI place = inArtifact.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path path = Path.of(place);
      if (Files.isDirectory(path)) {
        return classes(path);
      }
      try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place), Map.of())) {
        return classes(jar.getPath("/"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> classes(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.contains("-info"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .toList();
    }
  }

  private static Class<?> load(String name, ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isVisible(Class<?> type) {
    boolean outside = type.getEnclosingClass() == null || isVisible(type.getEnclosingClass());
    return outside && isVisible(type.getModifiers()) && !type.isAnonymousClass();
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static List<String> lines(Class<?> type) {
    Stream<Member> members =
        Stream.of(
                type.getDeclaredFields(), type.getDeclaredConstructors(), type.getDeclaredMethods())
            .flatMap(Arrays::stream)
            .map(Member.class::cast)
            .filter(member -> isVisible(member.getModifiers()) && !member.isSynthetic());
    return Stream.concat(
            Stream.of(head(type)),
            members.map(member -> type.getName() + ": " + text((AccessibleObject) member)))
        .toList();
  }

  private static String text(AccessibleObject member) {
    String words =
        member instanceof java.lang.reflect.Executable executable
            ? executable.toGenericString()
            : ((java.lang.reflect.Field) member).toGenericString();
    // What callers cannot see.
    return words.replaceAll("\\b(synchronized|native|strictfp|transient|volatile) ", "");
  }

  private static String head(Class<?> type) {
    String kind =
        type.isAnnotation()
            ? "annotation"
            : type.isInterface()
                ? "interface"
                : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
    String above =
        Stream.concat(
                Stream.ofNullable(type.getGenericSuperclass()),
                Arrays.stream(type.getGenericInterfaces()))
            .map(Type::getTypeName)
            .collect(Collectors.joining(", "));
    String modifiers =
        Modifier.toString(type.getModifiers() & (Modifier.FINAL | Modifier.ABSTRACT));
    return type.getName() + " is a " + (modifiers + " " + kind).strip() + ": " + above;
  }
}
