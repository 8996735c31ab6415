// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the dynamic linker's words mean, and what to do. */
final class LoadFailures {
  private static final double MB = 1e6;

  /**
   * What is known where something does not load.
   *
   * @param folder that natives are unpacked to
   * @param noexec whether files there may not run
   * @param absent whether the class path has no natives for this platform
   * @param foreign variables by which other libraries come before ours: {@code
   *     "LD_LIBRARY_PATH=/opt/lib"}
   * @param platform {@code "linux-x86_64"}
   */
  record Circumstances(
      Path folder, boolean noexec, boolean absent, Optional<String> foreign, String platform) {

    static Circumstances unknown() {
      return new Circumstances(Path.of(""), false, false, Optional.empty(), "this platform");
    }
  }

  /** Words of the dynamic linker, and an answer to them. */
  private record Row(Pattern words, Answer answer) {}

  private interface Answer {
    NativeProblem to(String text, Matcher words, Circumstances here);
  }

  /** The first row that fits counts. */
  private static final List<Row> ROWS =
      List.of(
          row("Could not initialize class", (text, words, here) -> failedBefore(text)),
          row(
              "^(?:java\\.lang\\.NoClassDefFoundError: )?(\\w+(?:/[\\w$]+)+)$",
              (text, words, here) ->
                  new NativeProblem(
                      "the class " + words.group(1).replace('/', '.') + " is not on the class path",
                      "put all jars there that this artifact depends on")),
          row(
              "No space left on device|Disk quota exceeded|There is not enough space",
              (text, words, here) -> full(here.folder(), text)),
          row(
              "[Cc]annot allocate memory|cannot create shared object descriptor",
              (text, words, here) ->
                  new NativeProblem(
                      "the process may not map that much memory (" + text + ")",
                      "raise the limit of its address space (ulimit -v) or that of its container")),
          row(
              "failed to map segment|[Oo]peration not permitted",
              (text, words, here) -> notAllowedToRun(text, here)),
          row(
              "executable stack|memory protection",
              (text, words, here) ->
                  new NativeProblem(
                      "the system's security settings refuse the library (" + text + ")",
                      "allow it there (SELinux: allow_execmod), or " + NativeFolder.OTHER)),
          row(
              "version [`'](GLIBC_[0-9.]+)' not found",
              (text, words, here) -> tooOld(text, words.group(1), here)),
          row(
              "version [`'][^']+' not found|undefined symbol|symbol lookup error",
              (text, words, here) -> otherLibrary(text, here)),
          row(
              "file too short|invalid ELF header|past end of file|cannot read file data",
              (text, words, here) -> damaged(text, here)),
          row(
              "wrong ELF class|incompatible architecture|not a valid Win32",
              (text, words, here) ->
                  new NativeProblem(
                      "the natives are for another processor or a Java of another width ("
                          + text
                          + ")",
                      "use a 64-bit Java for " + here.platform())),
          row(
              "([^\\s:]+): cannot open shared object file",
              (text, words, here) -> missingLibrary(text, words.group(1))),
          row(
              "Permission denied|Read-only",
              (text, words, here) -> unwritable(here.folder(), text)));

  private LoadFailures() {}

  private static Row row(String words, Answer answer) {
    return new Row(Pattern.compile(words), answer);
  }

  /** What was thrown, in words for people. */
  static NativeProblem explain(Throwable thrown, Circumstances here) {
    List<String> texts =
        Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
            .map(one -> String.valueOf(one.getMessage()).lines().findFirst().orElse(""))
            .filter(text -> !text.isBlank() && !text.equals("null"))
            .map(text -> text.replaceFirst(" in java\\.library\\.path.*", " in java.library.path"))
            .toList();
    for (Row row : here.absent() ? List.<Row>of() : ROWS) {
      for (String text : texts) {
        Matcher words = row.words().matcher(text);
        if (words.find()) {
          return row.answer().to(text, words, here);
        }
      }
    }
    String text = texts.isEmpty() ? thrown.toString() : texts.get(0);
    return here.absent() || text.contains("java.library.path")
        ? new NativeProblem("no natives for " + here.platform() + " are on the class path", "")
        : new NativeProblem(text, "see the whole text with --stacktrace; " + NativeFolder.OTHER);
  }

  static NativeProblem noRoom(Path folder, long needed, long free) {
    return new NativeProblem(
        String.format(
            Locale.ROOT,
            "natives are unpacked to %s, which has %.0f MB free where %.0f MB are needed",
            folder,
            free / MB,
            needed / MB),
        "free some room there, or " + NativeFolder.OTHER);
  }

  /** A library that could not be written. */
  static NativeProblem notUnpacked(Path folder, IOException thrown) {
    String text = NativeFolder.reason(thrown);
    return Pattern.compile("No space|quota|not enough space").matcher(text).find()
        ? full(folder, text)
        : unwritable(folder, text);
  }

  static NativeProblem damagedJar(LibraryFile library, IOException thrown) {
    return new NativeProblem(
        library.jar()
            + " is damaged ("
            + library.file().getFileName()
            + ": "
            + thrown.getMessage()
            + ")",
        "delete it from ~/.m2/repository, or from where it lies, and have it fetched again");
  }

  private static NativeProblem failedBefore(String text) {
    return new NativeProblem(
        "they failed to load earlier in this process, which counts until it ends (" + text + ")",
        "see the first failure, mend its cause, and start again");
  }

  private static NativeProblem full(Path folder, String text) {
    return new NativeProblem(
        "natives are unpacked to " + folder + ", which is full (" + text + ")",
        "free some room there, or " + NativeFolder.OTHER);
  }

  private static NativeProblem unwritable(Path folder, String text) {
    return new NativeProblem(
        "natives cannot be unpacked to " + folder + " (" + text + ")",
        "make it writable, or " + NativeFolder.OTHER);
  }

  private static NativeProblem notAllowedToRun(String text, Circumstances here) {
    return here.noexec()
        ? new NativeProblem(
            "natives are unpacked to " + here.folder() + ", which is mounted noexec",
            NativeFolder.OTHER)
        : new NativeProblem(
            "the system does not let code in " + here.folder() + " run (" + text + ")",
            "see its limit on address space (ulimit -v) and its security settings, or "
                + NativeFolder.OTHER);
  }

  private static NativeProblem tooOld(String text, String version, Circumstances here) {
    return here.foreign().isPresent()
        ? otherLibrary(text, here)
        : new NativeProblem(
            "this system's C library is too old: the natives need " + version + " (" + text + ")",
            "use a newer system, such as one with glibc 2.28 or later");
  }

  private static NativeProblem otherLibrary(String text, Circumstances here) {
    return here.foreign()
        .map(
            set ->
                new NativeProblem(
                    "another library takes the place of one that belongs to the natives ("
                        + text
                        + ")",
                    "unset " + set.split("=", 2)[0] + " (it is " + set.split("=", 2)[1] + ")"))
        .orElseGet(
            () ->
                new NativeProblem(
                    "a library of this system or process does not fit the natives (" + text + ")",
                    "see that no other version of it is loaded before them, and that the jars"
                        + " are those of one release"));
  }

  private static NativeProblem damaged(String text, Circumstances here) {
    return here.foreign().isPresent() && !text.contains(here.folder().toString())
        ? otherLibrary(text, here)
        : new NativeProblem(
            "a library is damaged (" + text + ")",
            "delete " + here.folder() + "; what is needed of it is unpacked again");
  }

  private static NativeProblem missingLibrary(String text, String library) {
    return new NativeProblem(
        "the library " + library + " is not on this system (" + text + ")",
        "install the package that has it (Debian and Ubuntu: apt-file search " + library + ")");
  }
}
