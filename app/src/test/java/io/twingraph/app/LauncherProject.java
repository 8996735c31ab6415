// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A checkout for the launcher script, whose build only writes down that it ran. */
final class LauncherProject {
  private static final Path SCRIPT = Path.of("..", "twingraph").toAbsolutePath().normalize();

  private final Path home;

  /** How a command ended, and all that it printed. */
  record Result(int exit, String output) {}

  /** Makes one in a new folder; skips the test where the script is not at hand. */
  LauncherProject(Path home) throws IOException {
    assumeThat(SCRIPT).as("the script, which is only there in a checkout").exists();
    this.home = Files.createDirectory(home);
    executable(Files.copy(SCRIPT, script()));
    Files.createDirectories(source().getParent());
    Files.writeString(source(), "");
    Files.writeString(home.resolve("pom.xml"), "");
    build("exit 0");
  }

  Path home() {
    return home;
  }

  Path script() {
    return home.resolve("twingraph");
  }

  Path source() {
    return home.resolve("app/src/main/java/Some.java");
  }

  Path classPath() {
    return home.resolve("target/launch/classpath");
  }

  /** Makes {@code mvnw} a script that notes each call, writes what a build writes, and ends. */
  void build(String end) throws IOException {
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

  int builds() throws IOException {
    Path notes = home.resolve("built.txt");
    return Files.exists(notes) ? Files.readAllLines(notes).size() : 0;
  }

  /** Asks the script for its version. */
  Result start() throws Exception {
    return start(Map.of());
  }

  /** The same, with more in the environment; {@code ""} takes a variable away. */
  Result start(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(script().toString()));
    command.addAll(List.of(arguments));
    command.add("--version");
    return result(process(environment, command));
  }

  /** Runs a line of bash, to which {@code $script} is the script. */
  Result bash(Map<String, String> environment, String line) throws Exception {
    ProcessBuilder builder = process(environment, List.of("bash", "-c", line));
    builder.environment().put("script", script().toString());
    return result(builder);
  }

  /** A process that is not started yet, with the tests' own Java. */
  ProcessBuilder process(Map<String, String> environment, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(home.getParent().toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    builder.environment().values().removeIf(String::isEmpty);
    return builder;
  }

  static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Result result(ProcessBuilder builder) throws Exception {
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
