// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, with a build that only writes down that it ran. */
class LauncherTest {
  private static final Path SCRIPT = Path.of("..", "twingraph").toAbsolutePath().normalize();

  @TempDir Path temporary;
  private Path home;
  private Path classPath;
  private Path source;

  private record Result(int exit, String output) {}

  @BeforeEach
  void makeAProject() throws IOException {
    assumeThat(SCRIPT).as("the script, which is only there in a checkout").exists();
    home = Files.createDirectory(temporary.resolve("a project"));
    executable(Files.copy(SCRIPT, home.resolve("twingraph")));
    classPath = home.resolve("target/launch/classpath");
    source = home.resolve("app/src/main/java/Some.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "");
    Files.writeString(home.resolve("pom.xml"), "");
    build("exit 0");
  }

  /** Makes {@code mvnw} a script that notes each call, writes what a build writes, and ends. */
  private void build(String end) throws IOException {
    String jars = System.getProperty("java.class.path");
    Path mvnw =
        Files.writeString(
            home.resolve("mvnw"),
            "#!/bin/sh\necho built >> built.txt\necho \"maven says: $*\"\nmkdir -p app/target\n"
                + "target=app/target\n"
                + "case $* in *-Pcuda13*) kind=-cuda13 target=$target/cuda13 ;;"
                + " *-Pcuda*) kind=-cuda ;; esac\n"
                + "mkdir -p $target\n: > $target/twingraph-app.jar\nprintf '%s' '"
                + jars
                + "' > $target/twingraph$kind.classpath\n"
                + end
                + "\n");
    executable(mvnw);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private int builds() throws IOException {
    Path notes = home.resolve("built.txt");
    return Files.exists(notes) ? Files.readAllLines(notes).size() : 0;
  }

  private static void date(Path file, int secondsFromNow) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(secondsFromNow)));
  }

  private Result start(Map<String, String> environment, String... command) throws Exception {
    Process process = process(environment, command).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  private ProcessBuilder process(Map<String, String> environment, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.add("--version");
    ProcessBuilder builder =
        new ProcessBuilder(all).directory(temporary.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return builder;
  }

  private Result start() throws Exception {
    return start(Map.of(), home.resolve("twingraph").toString());
  }

  @Test
  void firstUseBuildsAndLaterUsesDoNot() throws Exception {
    Result first = start();
    assertThat(first.output()).contains("twingraph: building").contains("twingraph 0.");
    assertThat(first.exit()).isZero();
    assertThat(first.output()).doesNotContain("maven says");
    assertThat(start().output()).startsWith("twingraph 0.");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void newerSourceIsBuiltAgain() throws Exception {
    start();
    date(classPath, 10);
    date(source, 20);
    start();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void jarThatIsGoneIsBuiltAgain() throws Exception {
    start();
    Files.writeString(classPath, Files.readString(classPath) + ":/no/such.jar");
    date(classPath, 10);
    assertThat(start().output()).contains("twingraph: building").contains("twingraph 0.");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void runUsesCopiesThatALaterBuildDoesNotTouch() throws Exception {
    start();
    String first = Files.readString(classPath);
    Path copy = Path.of(first.substring(0, first.indexOf(':')));
    assertThat(copy).exists().startsWith(home.resolve("target/launch").toRealPath());
    date(classPath, 10);
    date(source, 20);
    start();
    assertThat(Files.readString(classPath)).isNotEqualTo(first);
    assertThat(copy).exists();
  }

  @Test
  void buildThatFailsShowsWhyAndStartsNothing() throws Exception {
    build("exit 1");
    Result result = start();
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output())
        .contains("maven says: -B -q -DskipTests package")
        .contains("twingraph: the build failed")
        .doesNotContain("twingraph 0.");
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    build("sleep 1");
    Process one = process(Map.of(), home.resolve("twingraph").toString()).start();
    Process two = process(Map.of(), home.resolve("twingraph").toString()).start();
    assertThat(new String(one.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("twingraph 0.");
    assertThat(new String(two.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("twingraph 0.");
    assertThat(one.waitFor() + two.waitFor()).isZero();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void theBuildForGpusLivesBesideTheOther() throws Exception {
    assumeThat(System.getProperty("os.name") + System.getProperty("os.arch"))
        .isEqualTo("Linuxamd64");
    String script = home.resolve("twingraph").toString();
    start();
    String cpu = Files.readString(classPath);

    Result first = start(Map.of(), script, "--cuda");
    assertThat(first.output()).contains("twingraph: building").contains("twingraph 0.");
    assertThat(home.resolve("target/launch-cuda/classpath")).exists();
    assertThat(classPath).hasContent(cpu);
    Result second = start(Map.of("TWINGRAPH_CUDA", "1"), script);
    assertThat(second.output()).startsWith("twingraph 0.");
    assertThat(start().output()).startsWith("twingraph 0.");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void theBuildForCuda13LivesBesideBoth() throws Exception {
    assumeThat(System.getProperty("os.name") + System.getProperty("os.arch"))
        .isEqualTo("Linuxamd64");
    String script = home.resolve("twingraph").toString();
    start(Map.of(), script, "--cuda");
    Result first = start(Map.of("TWINGRAPH_CUDA", "1"), script, "--cuda13");
    assertThat(first.output()).contains("twingraph: building").contains("twingraph 0.");
    assertThat(home.resolve("target/launch-cuda13/classpath")).exists();
    assertThat(home.resolve("app/target/cuda13/twingraph-cuda13.classpath")).exists();
    assertThat(start(Map.of("TWINGRAPH_CUDA", "13"), script).output()).startsWith("twingraph 0.");
    assertThat(start(Map.of(), script, "--cuda").output()).startsWith("twingraph 0.");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void theSwitchForGpusBuildsWithItsProfile() throws Exception {
    assumeThat(System.getProperty("os.name") + System.getProperty("os.arch"))
        .isEqualTo("Linuxamd64");
    build("exit 1");
    Map<String, String> environment = Map.of("TWINGRAPH_CUDA", "1");
    Result result = start(environment, home.resolve("twingraph").toString());
    assertThat(result.output()).contains("maven says: -B -q -DskipTests -Pcuda package");
    Result other = start(Map.of(), home.resolve("twingraph").toString(), "--cuda13");
    assertThat(other.output()).contains("maven says: -B -q -DskipTests -Pcuda13 package");
  }

  @Test
  void anUnknownValueOfTheSwitchForGpusIsRefused() throws Exception {
    Map<String, String> environment = Map.of("TWINGRAPH_CUDA", "gpu");
    Result result = start(environment, home.resolve("twingraph").toString());
    assertThat(result.exit()).as("as for any wrong option").isEqualTo(ExitCode.USAGE);
    assertThat(result.output())
        .contains("TWINGRAPH_CUDA is 'gpu'; set it to 1 for the build with CUDA, to 13 for the one")
        .contains("twingraph: and torch alone, to 0 for the one without.");
  }

  @Test
  void linkToTheScriptWorks() throws Exception {
    Path link = Files.createSymbolicLink(temporary.resolve("tg"), Path.of("a project/twingraph"));
    assertThat(start(Map.of(), link.toString()).output()).contains("twingraph 0.");
  }

  @Test
  void missingOrOldJavaIsNamed() throws Exception {
    String script = home.resolve("twingraph").toString();
    assertThat(start(Map.of("JAVA_HOME", "/no/java"), script))
        .satisfies(
            result -> {
              assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
              assertThat(result.output()).contains("JAVA_HOME is /no/java");
            });
    Path old = Files.createDirectories(temporary.resolve("jdk8/bin")).resolve("java");
    executable(Files.writeString(old, "#!/bin/sh\necho 'java version \"1.8.0_402\"' >&2\n"));
    assertThat(start(Map.of("JAVA_HOME", temporary.resolve("jdk8").toString()), script).output())
        .contains("needs Java 17 or newer", "is Java 1.8.0_402");
    assertThat(builds()).isZero();
  }
}
