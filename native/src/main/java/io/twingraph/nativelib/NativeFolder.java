// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;

/**
 * Where natives are unpacked: the folder that JavaCPP's property names, or the first of JavaCPP's
 * usual one in the home folder and one in Twingraph's cache that can be used. Only a folder is used
 * that nobody else can write to, for what lies there runs as this user; never one for temporary
 * files, which JavaCPP would fall back to.
 */
public final class NativeFolder {
  /** JavaCPP's property. */
  static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

  /** The way to another folder, for messages. */
  public static final String OTHER =
      "give another folder with JAVA_TOOL_OPTIONS=-D" + PROPERTY + "=FOLDER";

  /**
   * What was looked at.
   *
   * @param folder in use, or that would be if it could
   * @param problem why it cannot be used
   */
  public record Choice(Path folder, Optional<NativeProblem> problem) {}

  private NativeFolder() {}

  /**
   * Chooses the folder and tells JavaCPP; to be called before anything of JavaCPP's is used.
   *
   * @return the folder, as JavaCPP uses it
   * @throws NativeLoadError if there is none that can be used
   */
  static Path use() {
    Choice choice = choose(System.getProperties(), System.getenv());
    if (choice.problem().isPresent()) {
      throw new NativeLoadError(choice.problem().get(), null);
    }
    System.setProperty(PROPERTY, choice.folder().toString());
    try {
      Path used = Loader.getCacheDir().toPath();
      Optional<String> objection =
          used.equals(choice.folder().toRealPath()) ? Optional.empty() : earlierObjection(used);
      if (objection.isPresent()) {
        throw new NativeLoadError(chosenEarlier(used, objection.get()), null);
      }
      return used;
    } catch (IOException e) {
      throw new NativeLoadError(none(List.of(choice.folder() + ": " + reason(e))), e);
    }
  }

  /** What speaks against a folder that JavaCPP has chosen by itself. */
  private static Optional<String> earlierObjection(Path used) {
    return used.startsWith(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath())
        ? Optional.of("is one for temporary files, where others may put theirs")
        : objection(used);
  }

  /** What {@link #use} would use, for people; the folder is made. */
  public static Choice look() {
    return choose(System.getProperties(), System.getenv());
  }

  static Choice choose(Properties properties, Map<String, String> environment) {
    List<Path> candidates = candidates(properties, environment);
    List<String> objections = new ArrayList<>();
    for (Path candidate : candidates) {
      Optional<String> objection = prepare(candidate);
      if (objection.isEmpty()) {
        return new Choice(candidate, Optional.empty());
      }
      objections.add(candidate + ": " + objection.get());
    }
    return new Choice(
        candidates.isEmpty() ? Path.of("") : candidates.get(0), Optional.of(none(objections)));
  }

  /** Those that come into question, the best first. */
  static List<Path> candidates(Properties properties, Map<String, String> environment) {
    List<Path> candidates = new ArrayList<>();
    String set =
        properties.getProperty(PROPERTY, properties.getProperty(PROPERTY.replace("dir", "Dir")));
    if (set != null && !set.isEmpty()) {
      path(set).map(Path::toAbsolutePath).ifPresent(candidates::add);
      return candidates;
    }
    // Without an entry in the table of users Java's home is "?", a relative path.
    Optional<Path> home =
        absolute(properties.getProperty("user.home")).or(() -> absolute(environment.get("HOME")));
    home.ifPresent(it -> candidates.add(it.resolve(".javacpp").resolve("cache")));
    absolute(environment.get("TWINGRAPH_CACHE"))
        .or(() -> absolute(environment.get("XDG_CACHE_HOME")).map(it -> it.resolve("twingraph")))
        .or(() -> home.map(it -> it.resolve(".cache").resolve("twingraph")))
        .ifPresent(it -> candidates.add(it.resolve("natives")));
    return candidates;
  }

  private static Optional<Path> absolute(String text) {
    return path(text).filter(Path::isAbsolute);
  }

  private static Optional<Path> path(String text) {
    try {
      return text == null || text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Makes the folder where it is not there; what speaks against it. */
  private static Optional<String> prepare(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix) {
          Files.createDirectories(
              folder,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
          Files.createDirectories(folder);
        }
      }
      return objection(folder);
    } catch (IOException e) {
      return Optional.of("cannot be made, " + reason(e));
    }
  }

  private static Optional<String> objection(Path folder) {
    if (!Files.isWritable(folder) || !Files.isExecutable(folder) || !Files.isReadable(folder)) {
      return Optional.of("cannot be written");
    }
    if (Mounts.forbidRunning(folder)) {
      return Optional.of("is mounted noexec, so nothing in it may run");
    }
    try {
      return Ownership.objection(folder);
    } catch (IOException e) {
      return Optional.of("cannot be used, " + reason(e));
    }
  }

  /** What went wrong, in words; Java's own exceptions of files say most in their class's name. */
  static String reason(IOException thrown) {
    if (thrown instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (thrown instanceof FileAlreadyExistsException) {
      return "a file is in its place";
    }
    if (thrown instanceof NoSuchFileException) {
      return "no such folder";
    }
    String told =
        thrown instanceof FileSystemException one && one.getReason() != null
            ? one.getReason()
            : thrown.getMessage();
    return told == null ? thrown.getClass().getSimpleName() : told;
  }

  private static NativeProblem none(List<String> objections) {
    return new NativeProblem(
        objections.isEmpty()
            ? "there is no folder to unpack natives to: this user has no home folder"
            : "there is no folder to unpack natives to (" + String.join("; ", objections) + ")",
        "give one that only you can write to, with JAVA_TOOL_OPTIONS=-D" + PROPERTY + "=FOLDER");
  }

  private static NativeProblem chosenEarlier(Path used, String objection) {
    return new NativeProblem(
        "JavaCPP was used in this process before Twingraph and unpacks natives to "
            + used
            + ", which "
            + objection,
        "start Java with -D" + PROPERTY + "=FOLDER, a folder that only you can write to");
  }
}
