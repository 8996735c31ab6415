// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an image sets for every JVM does not keep workers from starting. */
class WorkerEnvironmentTest {
  private static final String COMPARISON =
      "compare --engines fake,twin --experiment small.yaml --data tiny --out o";

  @TempDir Path temporary;
  private CommandProcess twingraph;
  private Path console;

  @BeforeEach
  void workInAnEmptyFolder() throws Exception {
    twingraph = new CommandProcess(Files.createDirectory(temporary.resolve("work")));
    twingraph.smallExperiment();
    twingraph.tinyData();
    console = temporary.resolve("console.txt");
  }

  private void assertBothEnginesTrain(String variable, String value) throws Exception {
    ProcessBuilder builder = twingraph.builder(COMPARISON.split(" "));
    builder.command().remove("-XX:+UseSerialGC");
    builder.environment().put(variable, value);
    Process process = builder.redirectErrorStream(true).redirectOutput(console.toFile()).start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(console)).isEqualTo(ExitCode.FINE);
    assertThat(
            new ObjectMapper()
                .readTree(twingraph.folder().resolve("o/record.json").toFile())
                .at("/comparison/verdict")
                .asText())
        .isEqualTo("agree");
  }

  @Test
  void collectorOfTheImageIsTheWorkersToo() throws Exception {
    assertBothEnginesTrain("JAVA_TOOL_OPTIONS", "-XX:+UseParallelGC");
  }

  @Test
  void collectorIsFoundInTheOlderVariable() throws Exception {
    assertBothEnginesTrain("_JAVA_OPTIONS", "-XX:+UseG1GC");
  }

  @Test
  void debuggersPortIsTheCommandsAlone() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String agent =
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port;
    assertBothEnginesTrain("JAVA_TOOL_OPTIONS", agent);
    assertThat(twingraph.folder().resolve("o/worker-fake.log"))
        .content()
        .contains("JAVA_TOOL_OPTIONS is passed on without " + agent);
  }
}
