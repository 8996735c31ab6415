// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.contract.FakeEngineProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineJvmTest {
  private static final String SERIAL = "-XX:+UseSerialGC";

  @TempDir Path folder;

  private EngineJvm worker(Map<String, String> inherited, String... main) {
    return EngineJvm.worker(
        new FakeEngineProvider(), 1, inherited, folder.resolve("hs_err_%p.log"), List.of(main));
  }

  @Test
  void collectorIsChosenUnlessAVariableNamesOne() {
    Map<String, String> set = Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseParallelGC");
    Path errors = folder.resolve("hs_err_%p.log");
    assertThat(worker(Map.of(), "Main").command()).contains(SERIAL);
    assertThat(worker(set, "Main").command()).doesNotContain(SERIAL);
    assertThat(EngineJvm.oneJvm(Map.of(), errors, List.of("Main")).command()).contains(SERIAL);
    assertThat(EngineJvm.oneJvm(set, errors, List.of("Main")).command()).doesNotContain(SERIAL);
  }

  /** With a second collector a JVM says "Multiple garbage collectors selected" and ends with 1. */
  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseParallelGC", "-XX:+UseSerialGC", "-Xmx64m"})
  void jvmStartsWithWhatAnImageSets(String options) throws Exception {
    ProcessBuilder builder =
        worker(Map.of("JAVA_TOOL_OPTIONS", options), Started.class.getName()).builder();
    builder.environment().put("JAVA_TOOL_OPTIONS", options);
    Path output = folder.resolve("output.txt");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output).content().contains("it started");
    assertThat(process.exitValue()).isZero();
  }

  /** Says that it runs. */
  static final class Started {
    private Started() {}

    public static void main(String[] args) {
      System.out.println("it started");
    }
  }
}
