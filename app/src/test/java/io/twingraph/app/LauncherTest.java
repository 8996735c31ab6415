// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, with a build that only writes down that it ran. */
class LauncherTest {
  @TempDir Path temporary;
  private LauncherProject project;
  private Path home;
  private Path classPath;
  private Path source;

  @BeforeEach
  void makeAProject() throws IOException {
    project = new LauncherProject(temporary.resolve("a project"));
    home = project.home();
    classPath = project.classPath();
    source = project.source();
  }

  private static void date(Path file, int secondsFromNow) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(secondsFromNow)));
  }

  @Test
  void firstUseBuildsAndLaterUsesDoNot() throws Exception {
    LauncherProject.Result first = project.start();
    assertThat(first.output()).contains("twingraph: building").contains("twingraph 0.");
    assertThat(first.exit()).isZero();
    assertThat(first.output()).doesNotContain("maven says");
    assertThat(project.start().output()).startsWith("twingraph 0.");
    assertThat(project.builds()).isEqualTo(1);
  }

  @Test
  void theFirstBuildSaysInNarrowLinesWhatItFetches() throws Exception {
    assertThat(project.start(Map.of("HOME", project.home().toString())).output())
        .contains(
            "twingraph: building "
                + project.home()
                + " for the first time:\n"
                + "twingraph: a minute or two, after Maven has fetched about 370 MB of libraries\n");
  }

  @Test
  void newerSourceIsBuiltAgain() throws Exception {
    project.start();
    date(classPath, 10);
    date(source, 20);
    project.start();
    assertThat(project.builds()).isEqualTo(2);
  }

  @Test
  void jarThatIsGoneIsBuiltAgain() throws Exception {
    project.start();
    Files.writeString(classPath, Files.readString(classPath) + ":/no/such.jar");
    date(classPath, 10);
    assertThat(project.start().output()).contains("twingraph: building").contains("twingraph 0.");
    assertThat(project.builds()).isEqualTo(2);
  }

  @Test
  void runUsesCopiesThatALaterBuildDoesNotTouch() throws Exception {
    project.start();
    String first = Files.readString(classPath);
    Path copy = Path.of(first.substring(0, first.indexOf(':')));
    assertThat(copy).exists().startsWith(home.resolve("target/launch").toRealPath());
    date(classPath, 10);
    date(source, 20);
    project.start();
    assertThat(Files.readString(classPath)).isNotEqualTo(first);
    assertThat(copy).exists();
  }

  @Test
  void buildThatFailsShowsWhyAndStartsNothing() throws Exception {
    project.build("exit 1");
    LauncherProject.Result result = project.start();
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output())
        .contains("maven says: -B -q -DskipTests package")
        .contains("twingraph: the build failed")
        .doesNotContain("twingraph 0.");
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    project.build("sleep 1");
    List<String> command = List.of(project.script().toString(), "--version");
    Process one = project.process(Map.of(), command).start();
    Process two = project.process(Map.of(), command).start();
    assertThat(new String(one.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("twingraph 0.");
    assertThat(new String(two.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("twingraph 0.");
    assertThat(one.waitFor() + two.waitFor()).isZero();
    assertThat(project.builds()).isEqualTo(1);
  }

  @Test
  void theBuildForGpusLivesBesideTheOther() throws Exception {
    assumeThat(System.getProperty("os.name") + System.getProperty("os.arch"))
        .isEqualTo("Linuxamd64");
    project.start();
    String cpu = Files.readString(classPath);

    LauncherProject.Result first = project.start(Map.of(), "--cuda");
    assertThat(first.output()).contains("twingraph: building").contains("twingraph 0.");
    assertThat(home.resolve("target/launch-cuda/classpath")).exists();
    assertThat(classPath).hasContent(cpu);
    LauncherProject.Result second = project.start(Map.of("TWINGRAPH_CUDA", "1"));
    assertThat(second.output()).startsWith("twingraph 0.");
    assertThat(project.start().output()).startsWith("twingraph 0.");
    assertThat(project.builds()).isEqualTo(2);
  }

  @Test
  void theBuildForCuda13LivesBesideBoth() throws Exception {
    assumeThat(System.getProperty("os.name") + System.getProperty("os.arch"))
        .isEqualTo("Linuxamd64");
    project.start(Map.of(), "--cuda");
    LauncherProject.Result first = project.start(Map.of("TWINGRAPH_CUDA", "1"), "--cuda13");
    assertThat(first.output()).contains("twingraph: building").contains("twingraph 0.");
    assertThat(home.resolve("target/launch-cuda13/classpath")).exists();
    assertThat(home.resolve("app/target/cuda13/twingraph-cuda13.classpath")).exists();
    assertThat(project.start(Map.of("TWINGRAPH_CUDA", "13")).output()).startsWith("twingraph 0.");
    assertThat(project.start(Map.of(), "--cuda").output()).startsWith("twingraph 0.");
    assertThat(project.builds()).isEqualTo(2);
  }

  @Test
  void theSwitchForGpusBuildsWithItsProfile() throws Exception {
    assumeThat(System.getProperty("os.name") + System.getProperty("os.arch"))
        .isEqualTo("Linuxamd64");
    project.build("exit 1");
    Map<String, String> environment = Map.of("TWINGRAPH_CUDA", "1");
    LauncherProject.Result result = project.start(environment);
    assertThat(result.output()).contains("maven says: -B -q -DskipTests -Pcuda package");
    LauncherProject.Result other = project.start(Map.of(), "--cuda13");
    assertThat(other.output()).contains("maven says: -B -q -DskipTests -Pcuda13 package");
  }

  @Test
  void anUnknownValueOfTheSwitchForGpusIsRefused() throws Exception {
    Map<String, String> environment = Map.of("TWINGRAPH_CUDA", "gpu");
    LauncherProject.Result result = project.start(environment);
    assertThat(result.exit()).as("as for any wrong option").isEqualTo(ExitCode.USAGE);
    assertThat(result.output())
        .contains("TWINGRAPH_CUDA is 'gpu'; set it to 1 for the build with CUDA, to 13 for the one")
        .contains("twingraph: and torch alone, to 0 for the one without.");
  }

  @Test
  void linkToTheScriptWorks() throws Exception {
    Path link = Files.createSymbolicLink(temporary.resolve("tg"), Path.of("a project/twingraph"));
    assertThat(project.bash(Map.of(), "'" + link + "' --version").output())
        .contains("twingraph 0.");
  }

  @Test
  void missingOrOldJavaIsNamed() throws Exception {
    assertThat(project.start(Map.of("JAVA_HOME", "/no/java")))
        .satisfies(
            result -> {
              assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
              assertThat(result.output()).contains("JAVA_HOME is /no/java");
            });
    Path old = Files.createDirectories(temporary.resolve("jdk8/bin")).resolve("java");
    LauncherProject.executable(
        Files.writeString(old, "#!/bin/sh\necho 'java version \"1.8.0_402\"' >&2\n"));
    assertThat(project.start(Map.of("JAVA_HOME", temporary.resolve("jdk8").toString())).output())
        .contains("needs Java 17 or newer", "is Java 1.8.0_402");
    assertThat(project.builds()).isZero();
  }
}
