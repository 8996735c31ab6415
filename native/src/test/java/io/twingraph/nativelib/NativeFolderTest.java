// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeFolderTest {
  @TempDir Path folder;

  private Path home;

  @BeforeEach
  void home() throws IOException {
    assumeTrue(
        folder.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "skipped: no POSIX permissions here");
    home = Files.createDirectory(folder.resolve("home"));
  }

  private static Properties properties(String name, Object value) {
    Properties properties = new Properties();
    properties.setProperty(name, value.toString());
    return properties;
  }

  private static void allow(Path folder, String permissions) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void usuallyItIsJavaCppsOwnAndNobodyElseMayReadIt() throws IOException {
    NativeFolder.Choice choice = NativeFolder.choose(properties("user.home", home), Map.of());
    assertThat(choice.problem()).isEmpty();
    assertThat(choice.folder()).isEqualTo(home.resolve(".javacpp/cache")).isDirectory();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(choice.folder())))
        .isEqualTo("rwx------");
  }

  @Test
  void aUserWithoutAnEntryInTheTableOfUsersHasAHomeAllTheSame() {
    Map<String, String> environment = Map.of("HOME", home.toString());
    assertThat(NativeFolder.choose(properties("user.home", "?"), environment).folder())
        .isEqualTo(home.resolve(".javacpp/cache"));
  }

  @Test
  void withoutAnyHomeNothingIsUnpackedIntoTheWorkingFolder() {
    NativeFolder.Choice choice = NativeFolder.choose(properties("user.home", "?"), Map.of());
    assertThat(choice.problem().orElseThrow().what())
        .isEqualTo("there is no folder to unpack natives to: this user has no home folder");
    assertThat(choice.problem().orElseThrow().toDo(""))
        .isEqualTo(
            "give one that only you can write to, with"
                + " JAVA_TOOL_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=FOLDER");
    assertThat(Path.of("?")).doesNotExist();
  }

  @Test
  void noFolderForTemporaryFilesIsEverAmongThem() {
    Properties properties = properties("user.home", home);
    properties.setProperty("java.io.tmpdir", folder.resolve("tmp").toString());
    assertThat(NativeFolder.candidates(properties, Map.of("XDG_CACHE_HOME", "/c")))
        .containsExactly(home.resolve(".javacpp/cache"), Path.of("/c/twingraph/natives"));
  }

  @Test
  void whereTheHomeCannotBeUsedTwingraphsCacheIs() throws IOException {
    Files.writeString(home.resolve(".javacpp"), "a file in its place");
    Path cache = folder.resolve("cache");
    NativeFolder.Choice choice =
        NativeFolder.choose(
            properties("user.home", home), Map.of("TWINGRAPH_CACHE", cache.toString()));
    assertThat(choice.problem()).isEmpty();
    assertThat(choice.folder()).isEqualTo(cache.resolve("natives")).isDirectory();
  }

  @Test
  void aFolderThatOthersCanWriteToIsPassedOver() throws IOException {
    allow(home.resolve(".javacpp/cache"), "rwxrwxrwx");
    assertThat(NativeFolder.choose(properties("user.home", home), Map.of()).folder())
        .isEqualTo(home.resolve(".cache/twingraph/natives"));
  }

  @Test
  void aGivenFolderThatOthersCanWriteToIsRefused() throws IOException {
    Path given = folder.resolve("given");
    allow(given, "rwxrwxrwx");
    NativeFolder.Choice choice =
        NativeFolder.choose(properties(NativeFolder.PROPERTY, given), Map.of());
    assertThat(choice.problem().orElseThrow().what())
        .isEqualTo(
            "there is no folder to unpack natives to ("
                + given
                + ": is writable by everybody; chmod go-w would mend that)");
  }

  @Test
  void aGivenFolderThatCannotBeMadeIsRefusedAndNoOtherIsTaken() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Properties properties = properties(NativeFolder.PROPERTY, file.resolve("x"));
    properties.setProperty("user.home", home.toString());
    assertThat(NativeFolder.choose(properties, Map.of()).problem().orElseThrow().what())
        .startsWith("there is no folder to unpack natives to (" + file + "/x: cannot be made, ");
  }

  @Test
  void theGroupOfASingleUserMayWrite() throws IOException {
    String owner = Files.getOwner(folder).getName();
    String group = Files.readAttributes(folder, PosixFileAttributes.class).group().getName();
    assumeTrue(owner.equals(group), "skipped: this user's group has another name");
    Path given = folder.resolve("given");
    allow(given, "rwxrwxr-x");
    assertThat(NativeFolder.choose(properties(NativeFolder.PROPERTY, given), Map.of()).problem())
        .isEmpty();
  }

  @Test
  void aFolderOfAnotherUserIsRefused() throws IOException {
    Path given = folder.resolve("given");
    allow(given, "rwx------");
    UserPrincipal nobody;
    try {
      nobody =
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
      Files.setOwner(given, nobody);
    } catch (IOException e) {
      assumeTrue(false, "skipped: only root can give a folder away (" + e.getMessage() + ")");
      return;
    }
    assertThat(
            NativeFolder.choose(properties(NativeFolder.PROPERTY, given), Map.of())
                .problem()
                .orElseThrow()
                .what())
        .contains(given + ": belongs to another user (nobody)");
  }
}
