// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import io.twingraph.engine.EngineProvider;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How an engine's own JVM is started: the one place that knows, for workers and for the benchmark,
 * so that what is measured is what runs.
 *
 * @param command program and arguments
 * @param environment what is added to the environment of the process that starts it; never a
 *     variable that is set there
 * @param inherited what becomes of the variables that are
 */
public record EngineJvm(
    List<String> command, Map<String, String> environment, InheritedEnvironment inherited) {
  /** Given unless a variable names another: a JVM with two collectors does not start. */
  private static final String COLLECTOR = "-XX:+UseSerialGC";

  /** From 24 on Java warns of natives and of Unsafe, which the engines' libraries use. */
  private static final List<String> NATIVES_ALLOWED =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  public EngineJvm {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * A JVM that has from its start what makes this engine fast.
   *
   * @param threads for one operation, as {@link io.twingraph.engine.EngineOptions#effectiveThreads}
   * @param inherited the environment that the process gets anyway
   * @param errorFile where a crash is reported; {@code %p} stands for the process id
   * @param main the class to run, with its arguments
   */
  public static EngineJvm worker(
      EngineProvider provider,
      int threads,
      Map<String, String> inherited,
      Path errorFile,
      List<String> main) {
    List<String> command = start();
    command.addAll(provider.jvmArguments());
    command.addAll(passedOn());
    InheritedEnvironment environment = InheritedEnvironment.of(inherited);
    addCollector(command, environment);
    // A step makes some kilobytes of garbage: with a large young generation resident memory creeps
    // up for a thousand steps while it is touched for the first time.
    command.add("-Xmn16m");
    // The optimizing compiler takes the engine's cores for seconds. Loops over pixels repay it
    // soon;
    // methods that a step calls some times have to be called ten times as often as by default.
    command.add("-XX:Tier4InvocationThreshold=50000");
    command.add("-XX:Tier4MinInvocationThreshold=50000");
    command.add("-XX:Tier4CompileThreshold=150000");
    addMain(command, errorFile, main);
    Map<String, String> added = new TreeMap<>(provider.environment(threads));
    added.keySet().removeAll(inherited.keySet());
    return new EngineJvm(command, added, environment);
  }

  /**
   * A JVM as the launcher script starts the command: an engine opened in it finds no environment of
   * its own and does what can still be done.
   *
   * @param inherited as for {@link #worker}
   * @param errorFile as for {@link #worker}
   * @param main the class to run, with its arguments
   */
  public static EngineJvm oneJvm(Map<String, String> inherited, Path errorFile, List<String> main) {
    List<String> command = start();
    command.addAll(passedOn());
    InheritedEnvironment environment = InheritedEnvironment.of(inherited);
    addCollector(command, environment);
    command.add("-XX:-UsePerfData");
    addMain(command, errorFile, main);
    return new EngineJvm(command, Map.of(), environment);
  }

  /** As the launcher script does for the command itself. */
  private static void addCollector(List<String> command, InheritedEnvironment environment) {
    if (!environment.namesCollector()) {
      command.add(COLLECTOR);
    }
  }

  /** A process that is not started yet; its streams are pipes. */
  public ProcessBuilder builder() {
    ProcessBuilder builder = new ProcessBuilder(command);
    inherited.adapt(builder.environment());
    builder.environment().putAll(environment);
    return builder;
  }

  private static List<String> start() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 24) {
      command.addAll(NATIVES_ALLOWED);
    }
    return command;
  }

  /** What this JVM was told about natives, which holds for those that it starts. */
  private static List<String> passedOn() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            argument ->
                argument.startsWith("-Dorg.bytedeco.") || argument.startsWith("-Djava.io.tmpdir="))
        .toList();
  }

  private static void addMain(List<String> command, Path errorFile, List<String> main) {
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=" + errorFile);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(main);
  }
}
