// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java processes for tests. */
final class ChildJvm {
  private ChildJvm() {}

  /**
   * Starts a class with this test's class path and no folder from the environment; both outputs are
   * its input stream.
   */
  static Process start(Class<?> main, List<String> options, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-Xshare:auto");
    if (Runtime.version().feature() >= 24) { // which warn of natives otherwise
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(options);
    if (!options.contains("-cp")) {
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    }
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeAll(List.of("HOME", "TWINGRAPH_CACHE", "XDG_CACHE_HOME"));
    return builder.start();
  }

  /** Its whole output, once it has ended, and its exit status. */
  static String end(Process process) throws IOException, InterruptedException {
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return output + " (exit " + process.waitFor() + ")";
  }
}
