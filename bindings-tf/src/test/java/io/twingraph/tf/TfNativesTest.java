// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Processes that start the engine with a folder of unpacked natives of their own. */
@DisabledIfSystemProperty(
    named = "org.bytedeco.javacpp.noPointerGC",
    matches = "true",
    disabledReason = "skipped: the same without JavaCPP's garbage collection")
final class TfNativesTest {
  /** What other libraries pull in before JavaCPP looks at it. */
  private static final String PULLED_IN = "libtensorflow_framework.so.2";

  @TempDir Path folder;

  /** Opens the engine, in a process of its own. */
  public static final class Start {
    private Start() {}

    /** Nothing. */
    public static void main(String[] args) {
      try (Engine engine = new TfEngineProvider().open(new EngineOptions(DeviceRequest.CPU, 1))) {
        System.out.println("opened " + engine.info().name());
      } catch (RuntimeException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  /**
   * Everything that this process's natives have been unpacked to, as links where that is possible.
   */
  @BeforeEach
  void copyOfTheNatives() throws IOException {
    new TfEngineProvider().open(new EngineOptions(DeviceRequest.CPU, 1)).close();
    Path cache = Loader.getCacheDir().toPath();
    try (Stream<Path> files = Files.walk(cache)) {
      for (Path file : files.toList()) {
        Path copy = folder.resolve(cache.relativize(file));
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && isNative(cache, file)) {
          Files.createDirectories(copy.getParent());
          copy(file, copy);
        }
      }
    }
  }

  private static boolean isNative(Path cache, Path file) {
    return cache
        .relativize(file)
        .getName(0)
        .toString()
        .matches("(javacpp|openblas|mkl|tensorflow-core-native)-.*");
  }

  private static void copy(Path file, Path copy) throws IOException {
    try {
      Files.createLink(copy, file);
    } catch (FileSystemException | UnsupportedOperationException e) {
      Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private Path pulledIn() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith(PULLED_IN)).findFirst().orElseThrow();
    }
  }

  private String start(String... options) throws IOException, InterruptedException {
    List<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                Stream.of(
                    "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + folder.resolve("hs.log")),
                Stream.of("-Dorg.bytedeco.javacpp.cachedir=" + folder),
                Stream.of(options),
                Stream.of("-cp", System.getProperty("java.class.path"), Start.class.getName()))
            .flatMap(part -> part)
            .toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return output + " (exit " + process.waitFor() + ")";
  }

  @Test
  void aTruncatedLibraryThatAnotherPullsInIsUnpackedAgain() throws Exception {
    Path library = pulledIn();
    long size = Files.size(library);
    FileTime time = Files.getLastModifiedTime(library);
    byte[] beginning;
    try (InputStream in = Files.newInputStream(library)) {
      beginning = in.readNBytes(1 << 20);
    }
    Files.delete(library); // a link, maybe: not a byte of the other file is touched
    Files.write(library, beginning);
    Files.setLastModifiedTime(library, time);
    assertThat(start()).endsWith("opened tensorflow (exit 0)");
    assertThat(library).hasSize(size);
  }

  @Test
  void aFolderThatEverybodyCanWriteToIsRefusedWithItsName() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(start())
        .endsWith(
            "tensorflow: the engine is not available\n  missing: TensorFlow did not load: there is no folder to"
                + " unpack natives to ("
                + folder
                + ": is writable by everybody; chmod go-w would mend that)\n  to do:   give one that"
                + " only you can write to, with"
                + " JAVA_TOOL_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=FOLDER (exit 0)");
  }
}
