// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script where the machine is not as it should be: words, and never status 1. */
class LauncherFaultsTest {
  @TempDir Path temporary;
  private LauncherProject project;

  @BeforeEach
  void makeAProject() throws IOException {
    project = new LauncherProject(temporary.resolve("a project"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
  void optionThatStopsJavaIsNamedWithJavasWords(String variable) throws Exception {
    LauncherProject.Result result = project.start(Map.of(variable, "-Xnope"));
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output())
        .contains("twingraph: Java cannot be started: ", "/bin/java -version says")
        .contains("Unrecognized option: -Xnope")
        .contains("reads " + variable + " (-Xnope) at each start; correct what is wrong there.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
  void garbageCollectorThatIsSetAlreadyIsKept(String variable) throws Exception {
    LauncherProject.Result result = project.start(Map.of(variable, "-XX:+UseParallelGC"));
    assertThat(result.output()).contains("twingraph 0.").doesNotContain("collector");
    assertThat(result.exit()).isZero();
  }

  @Test
  void brokenJavaIsNamed() throws Exception {
    String home = java("#!/bin/sh\necho 'no libjli.so' >&2\nexit 127\n");
    LauncherProject.Result result = project.start(Map.of("JAVA_HOME", home));
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output())
        .isEqualTo(
            "twingraph: Java cannot be started: "
                + home
                + "/bin/java -version says\ntwingraph:   no libjli.so\n"
                + "twingraph: Point JAVA_HOME at a whole JDK 17 or newer.\n");
  }

  @Test
  void limitOnMemoryIsNamed() throws Exception {
    LauncherProject.Result result =
        project.bash(Map.of(), "ulimit -v 300000; \"$script\" --version");
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output()).contains("ulimit -v, is 300000 KB; Java wants some gigabytes");
  }

  @Test
  void folderThatIsGoneIsNamed() throws Exception {
    LauncherProject.Result result =
        project.bash(Map.of(), "mkdir gone; cd gone; rmdir ../gone; \"$script\" --version");
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output()).contains("The current folder is gone; change to another one.");
  }

  @Test
  void withoutHomeItBuildsAndStarts() throws Exception {
    project.build("echo \"home is ${HOME-not set}\"; exit 1");
    assertThat(project.start(Map.of("HOME", "")).output())
        .containsPattern("home is /.+")
        .doesNotContain("unbound");
    project.build("exit 0");
    LauncherProject.Result result = project.start(Map.of("HOME", ""));
    assertThat(result.output()).contains("twingraph 0.");
    assertThat(result.exit()).isZero();
  }

  @Test
  void folderThatCannotBeWrittenIsRefused() throws Exception {
    Files.writeString(project.home().resolve("target"), "a file, where a folder should be");
    LauncherProject.Result result = project.start();
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output())
        .contains("twingraph is not built yet, and nothing can be written in " + project.home())
        .contains("twingraph:   cannot create directory ")
        .contains("Have the folder's owner start twingraph once, or copy the folder");
    assertThat(project.builds()).isZero();
  }

  @Test
  void unexpectedEndIsToldAndIsNoVerdict() throws Exception {
    Files.createDirectories(project.home().resolve("target"));
    Files.writeString(project.home().resolve("target/launch"), "a file, where a folder should be");
    LauncherProject.Result result = project.start();
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output())
        .contains("mkdir: ")
        .containsPattern(
            "twingraph: the launcher stopped in line \\d+ of .*twingraph \\(status 1\\)")
        .contains("twingraph: Nothing was started.");
  }

  @Test
  void colonInThePathIsRefused() throws Exception {
    LauncherProject there = new LauncherProject(temporary.resolve("a:b"));
    LauncherProject.Result result = there.start();
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output())
        .contains("this folder has a ':' in its path, and Java takes it for the end of a path: ")
        .contains("a:b\ntwingraph: Move or clone it to a folder without one.");
    assertThat(there.builds()).isZero();
  }

  @Test
  void localeOfAsciiAloneKnowsNamesInAnyScript() throws Exception {
    // By bash, since this test's own JVM may not be able to name these files either.
    LauncherProject.Result result =
        project.bash(
            Map.of("LC_ALL", "C"),
            "u=$(printf '\\303\\274'); cp -r 'a project' \"p $u\" && echo 'name: x' > $u.yaml; "
                + "\"p $u/twingraph\" --version && \"p $u/twingraph\" summary --experiment $u.yaml");
    assertThat(result.output())
        .contains("twingraph 0.")
        .doesNotContain("could not find", "Could not find", "unmappable", "Malformed")
        .contains("missing model");
    assertThat(result.exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void warningsOfLaterJavasAreAnswered() throws Exception {
    String script = "#!/bin/sh\ncase $* in *-version*) echo 'java version \"%s\"' ;; esac\n";
    String modules =
        "case $* in *--list-modules*) echo jdk.compiler@1 ;; esac\necho \"args: $*\"\n";
    String flags = "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow";
    project.start(); // builds, with a real Java
    Map<String, String> later = Map.of("JAVA_HOME", java(script.formatted("24.0.1") + modules));
    assertThat(project.start(later).output()).contains("args: ", flags);
    Map<String, String> older = Map.of("JAVA_HOME", java(script.formatted("21.0.2") + modules));
    assertThat(project.start(older).output()).contains("args: ").doesNotContain("--enable-native");
  }

  @Test
  void wrapperChecksTheMavenThatItDownloads() throws Exception {
    Path properties = Path.of("..", ".mvn", "wrapper", "maven-wrapper.properties");
    assertThat(Files.readString(properties))
        .containsPattern("distributionSha256Sum=[0-9a-f]{64}\n");
  }

  private String java(String script) throws IOException {
    Path home = temporary.resolve("jdk");
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    LauncherProject.executable(Files.writeString(java, script));
    return home.toString();
  }
}
