// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InheritedEnvironmentTest {
  @TempDir Path folder;

  private static Map<String, String> adapted(Map<String, String> environment) {
    Map<String, String> other = new HashMap<>(environment);
    InheritedEnvironment.of(environment).adapt(other);
    return other;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-XX:+UseG1GC",
        "-XX:+UseZGC",
        "-XX:+UseParallelGC",
        "-XX:+UseShenandoahGC",
        "-XX:+UseSerialGC",
        "-Xmx1g '-XX:+UseG1GC' -Dx=y"
      })
  void collectorIsFoundInEachVariable(String options) {
    for (String name : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
      assertThat(InheritedEnvironment.of(Map.of(name, options)).namesCollector()).as(name).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-Xmx1g",
        "-XX:-UseG1GC",
        "-XX:+UseDynamicNumberOfGCThreads",
        "-XX:+ExplicitGCInvokesConcurrent",
        "@/no/such/file"
      })
  void otherOptionsNameNone(String options) {
    assertThat(InheritedEnvironment.of(Map.of("JAVA_TOOL_OPTIONS", options)).namesCollector())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"@, -XX:+UseG1GC", "-XX:VMOptionsFile=, -XX:+UseG1GC", "-XX:Flags=, +UseG1GC"})
  void collectorIsFoundInAFileThatAVariableNames(String option, String content) throws Exception {
    Path file = Files.writeString(folder.resolve("options"), "-Xmx1g\n" + content + "\n");
    assertThat(InheritedEnvironment.of(Map.of("JDK_JAVA_OPTIONS", option + file)).namesCollector())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005",
        "-Xrunjdwp:transport=dt_socket,address=5005",
        "-agentpath:/opt/java/lib/libjdwp.so=server=y,address=5005",
        "-Dcom.sun.management.jmxremote.port=9010",
        "-Dcom.sun.management.jmxremote.rmi.port=9011"
      })
  void portOfTheOtherProcessIsNotPassedOn(String option) {
    Map<String, String> environment =
        Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g " + option + " '-Dwith blank=1'");
    assertThat(adapted(environment))
        .containsExactlyEntriesOf(Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g '-Dwith blank=1'"));
    assertThat(InheritedEnvironment.of(environment).notes())
        .containsExactly(
            "JAVA_TOOL_OPTIONS is passed on without "
                + option
                + ": the process that started this one has that port");
  }

  @Test
  void variableWithNothingLeftIsNotPassedOn() {
    assertThat(adapted(Map.of("JAVA_TOOL_OPTIONS", "-agentlib:jdwp=server=y", "PATH", "/bin")))
        .containsExactlyEntriesOf(Map.of("PATH", "/bin"));
  }

  @Test
  void librariesThatBindLateCanBeLoaded() {
    assertThat(adapted(Map.of("LD_BIND_NOW", "1", "PATH", "/bin")))
        .containsExactlyEntriesOf(Map.of("PATH", "/bin"));
    assertThat(InheritedEnvironment.of(Map.of("LD_BIND_NOW", "1")).notes())
        .containsExactly(
            "LD_BIND_NOW is not passed on: with it, libraries that bind late cannot be loaded");
  }

  @Test
  void everythingElseIsPassedOnAsItIs() {
    Map<String, String> environment =
        Map.of(
            "JAVA_TOOL_OPTIONS", "-Xmx1g   -javaagent:/opt/agent.jar  -agentlib:hprof",
            "LD_BIND_NOW", "",
            "LD_PRELOAD", "/lib/libm.so.6");
    assertThat(adapted(environment)).isEqualTo(environment);
    assertThat(InheritedEnvironment.of(environment).notes()).isEmpty();
  }
}
