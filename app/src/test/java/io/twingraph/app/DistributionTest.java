// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script in an unpacked distribution, bin/twingraph beside lib/: nothing is built. */
class DistributionTest {
  @TempDir Path temporary;
  private LauncherProject project;
  private Path root;

  @BeforeEach
  void unpack() throws IOException {
    project = new LauncherProject(temporary.resolve("checkout"));
    root = temporary.resolve("an unpacked one");
    Path script = Files.createDirectories(root.resolve("bin")).resolve("twingraph");
    LauncherProject.executable(Files.copy(project.script(), script));
    Path lib = Files.createDirectory(root.resolve("lib"));
    List<String> classPath =
        Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator, -1));
    for (int i = 0; i < classPath.size(); i++) {
      Path entry = Path.of(classPath.get(i)).toAbsolutePath();
      if (entry.endsWith("classes")) {
        boolean own = entry.equals(Path.of("target/classes").toAbsolutePath());
        jar(entry, lib.resolve(own ? "twingraph-app-1.jar" : "classes-" + i + ".jar"));
      } else if (Files.isRegularFile(entry)) {
        Files.createSymbolicLink(lib.resolve(entry.getFileName()), entry);
      }
    }
  }

  private static void jar(Path classes, Path jar) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes).filter(Files::isRegularFile)) {
      files.forEach(file -> add(zip, classes.relativize(file).toString(), file));
    }
  }

  private static void add(ZipOutputStream zip, String name, Path file) {
    try {
      zip.putNextEntry(new ZipEntry(name));
      Files.copy(file, (OutputStream) zip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LauncherProject.Result start(Map<String, String> environment, String arguments)
      throws Exception {
    return project.bash(environment, "'" + root.resolve("bin/twingraph") + "' " + arguments);
  }

  @Test
  void versionNeedsNothingOfTheUsersEnvironmentButJava() throws Exception {
    LauncherProject.Result result =
        project.bash(
            Map.of(),
            "env -i PATH=/usr/bin:/bin JAVA_HOME=\"$JAVA_HOME\" '"
                + root.resolve("bin/twingraph")
                + "' --version");
    assertThat(result.output()).startsWith("twingraph 0.");
    assertThat(result.exit()).isZero();
    assertThat(root.resolve("target")).doesNotExist();
    assertThat(project.builds()).isZero();
  }

  @Test
  void experimentIsRead() throws Exception {
    LauncherProject.Result result = start(Map.of(), "summary --preset matched");
    assertThat(result.output()).contains("9,467,274");
    assertThat(result.exit()).isZero();
    assertThat(start(Map.of(), "summary --experiment x.yaml").exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void scriptByItselfSaysWhatIsMissing() throws Exception {
    Path script = temporary.resolve("twingraph");
    LauncherProject.executable(Files.copy(root.resolve("bin/twingraph"), script));
    LauncherProject.Result result = project.bash(Map.of(), "'" + script + "' --version");
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output())
        .contains(" is no checkout, for want of a pom.xml, and no bin folder of a distribution")
        .contains("Clone the project or unpack the distribution as a whole");
  }

  @Test
  void switchForGpusNeedsACheckout() throws Exception {
    LauncherProject.Result result = start(Map.of(), "--cuda doctor");
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output()).contains("this distribution is for the CPU; leave --cuda");
  }
}
