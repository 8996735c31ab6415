// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.engine.Engines;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that unpack the project's own library from a jar and load it. */
final class NativeLibrariesTest {
  @TempDir static Path jars;

  private static String classPath;

  @TempDir Path folder;

  /** Loads the library and says how that went. */
  public static final class Start {
    private Start() {}

    /** Nothing, or the name of an engine to open. */
    public static void main(String[] args) {
      if (args.length == 0) {
        System.out.println(NativeParts.problem().map(NativeProblem::what).orElse("loaded"));
        return;
      }
      try (Engine engine = Engines.named(args[0]).open(EngineOptions.DEFAULT)) {
        System.out.println("opened " + engine.info().details());
      } catch (EngineUnavailableException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @BeforeAll
  static void jar() throws IOException, URISyntaxException {
    assumeTrue(NativeParts.available(), "skipped: no C++ compiler built the library");
    Path classes =
        Path.of(NativeParts.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path jar = jars.resolve("twingraph-native.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
      }
    }
    classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(part -> Path.of(part).equals(classes) ? jar.toString() : part)
            .collect(Collectors.joining(File.pathSeparator));
  }

  private Process start(String... options) throws IOException {
    return start(List.of(), options);
  }

  private Process start(List<String> arguments, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("-cp", classPath));
    return ChildJvm.start(Start.class, all, arguments);
  }

  private String cacheOption() {
    return "-D" + NativeFolder.PROPERTY + "=" + folder.resolve("cache");
  }

  private Path library() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
      return files.filter(file -> file.endsWith("libjnitwingraph.so")).findFirst().orElseThrow();
    }
  }

  @Test
  void firstStartsAtOnceAllLoadIt() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(start(cacheOption()));
    }
    for (Process process : processes) {
      assertThat(ChildJvm.end(process)).isEqualTo("loaded (exit 0)");
    }
    assertThat(library()).exists();
  }

  @Test
  void aTruncatedLibraryIsUnpackedAgain() throws Exception {
    assertThat(ChildJvm.end(start(cacheOption()))).isEqualTo("loaded (exit 0)");
    Path library = library();
    FileTime time = Files.getLastModifiedTime(library);
    long size = Files.size(library);
    try (FileChannel channel = FileChannel.open(library, StandardOpenOption.WRITE)) {
      channel.truncate(size / 2);
    }
    Files.setLastModifiedTime(library, time);
    assertThat(ChildJvm.end(start(cacheOption()))).isEqualTo("loaded (exit 0)");
    assertThat(library).hasSize(size);
  }

  @Test
  void processesThatAreKilledBreakNothing() throws Exception {
    for (int i = 0; i < 5; i++) {
      Process process = start(cacheOption());
      Path cache = folder.resolve("cache");
      while (process.isAlive() && !Files.exists(cache.resolve(".twingraph.lock"))) {
        Thread.onSpinWait();
      }
      Thread.sleep(10L * i);
      process.destroyForcibly().waitFor();
    }
    assertThat(ChildJvm.end(start(cacheOption()))).isEqualTo("loaded (exit 0)");
  }

  @Test
  void anEngineIsRefusedBeforeJavaCppChoosesAFolderForTemporaryFiles() throws Exception {
    Path home = Files.writeString(folder.resolve("home"), "a file in its place");
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Process process =
        start(List.of("reference"), "-Duser.home=" + home, "-Djava.io.tmpdir=" + temporary);
    assertThat(ChildJvm.end(process))
        .startsWith("reference: the engine is not available\n  missing: ")
        .contains("there is no folder to unpack natives to (" + home + "/.javacpp/cache: ")
        .contains("to do:   give one that only you can write to");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void anEngineThatComesFirstHasNoLimitOfJavaCpps() throws Exception {
    assertThat(ChildJvm.end(start(List.of("reference"), "-Xmx64m", cacheOption())))
        .startsWith("opened {")
        .doesNotContain("JavaCPP was used before");
  }

  @Test
  void aHomeThatCannotBeUsedLeavesNothingInTheFolderForTemporaryFiles() throws Exception {
    Path home = Files.writeString(folder.resolve("home"), "a file in its place");
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Process process = start("-Duser.home=" + home, "-Djava.io.tmpdir=" + temporary);
    String end = ChildJvm.end(process);
    assertThat(end)
        .startsWith("there is no folder to unpack natives to (" + home + "/.javacpp/cache: ")
        .endsWith(" (exit 0)");
    assertThat(temporary).isEmptyDirectory();
  }
}
