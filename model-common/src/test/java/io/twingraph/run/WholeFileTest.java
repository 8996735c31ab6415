// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir private Path folder;

  @AfterEach
  void noTemporaryFileIsLeft() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
    }
  }

  @Test
  void aFileIsReplacedAndMissingFoldersAreMade() throws IOException {
    Path file = folder.resolve("a").resolve("b").resolve("x.txt");
    WholeFile.write(file, "first");
    WholeFile.write(file, "second");
    assertThat(file).hasContent("second");
  }

  @Test
  void aLinkStaysAndWhatItPointsToIsWritten() throws IOException {
    Path real = Files.writeString(Files.createDirectory(folder.resolve("d")).resolve("r"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("d", "r"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("link"));
    WholeFile.write(second, "new");
    assertThat(link).isSymbolicLink();
    assertThat(second).isSymbolicLink();
    assertThat(real).hasContent("new").isRegularFile();
  }

  @Test
  void aLinkToWhatIsNotThereYetIsFollowed() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("later"));
    WholeFile.write(link, "new");
    assertThat(link).isSymbolicLink();
    assertThat(folder.resolve("later")).hasContent("new");
  }

  @Test
  void aFolderThatIsALinkIsWrittenInto() throws IOException {
    Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));
    WholeFile.write(link.resolve("x"), "new");
    assertThat(folder.resolve("real").resolve("x")).hasContent("new");
  }

  @Test
  void linksInACircleAreRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("link"));
    assertThatThrownBy(() -> WholeFile.write(link, "new")).isInstanceOf(IOException.class);
    assertThat(link).isSymbolicLink();
  }

  @Test
  void aDeviceIsRefusedAndStays() throws IOException {
    assumeThat(Path.of("/dev/null")).exists();
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/dev/null"));
    assertThatThrownBy(() -> WholeFile.write(link, "new"))
        .isInstanceOf(IOException.class)
        .hasMessage(link + ": it is no file");
    assertThat(Path.of("/dev/null")).exists();
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    Files.delete(link);
  }

  @Test
  void aFolderIsRefusedAndStays() throws IOException {
    Path there = Files.createDirectory(folder.resolve("x"));
    assertThatThrownBy(() -> WholeFile.write(there, "new")).hasMessage(there + ": it is a folder");
    assertThat(there).isDirectory();
  }
}
