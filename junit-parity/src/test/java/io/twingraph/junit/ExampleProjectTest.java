// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.Event;

/** The example project's tests compile against this build, and pass on the real engines. */
class ExampleProjectTest {
  private static final Path PROJECT =
      Path.of("").toAbsolutePath().getParent().resolve("examples/parity-tests");

  @TempDir private Path classes;
  @TempDir private Path artifacts;

  @Test
  void testsOfTheExampleProjectPass() throws Exception {
    Path source = PROJECT.resolve("src/test/java/example/MyModelParityTest.java");
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    assertThat(status).as("javac's exit status").isZero();
    URL[] paths = {classes.toUri().toURL(), PROJECT.resolve("src/test/resources").toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(paths)) {
      Class<?> tests = loader.loadClass("example.MyModelParityTest");
      EngineExecutionResults results = Kit.run(tests, artifacts);
      assertThat(results.testEvents().failed().stream().map(Event::getPayload)).isEmpty();
      results.testEvents().assertStatistics(s -> s.started(5).succeeded(5));
    }
    assertThat(artifacts).isEmptyDirectory();
  }

  @Test
  void exampleProjectNamesThisVersion() throws Exception {
    String version = "<version>0.2.0-SNAPSHOT</version>";
    assertThat(Files.readString(PROJECT.getParent().getParent().resolve("pom.xml")))
        .contains(version);
    assertThat(Files.readString(PROJECT.resolve("pom.xml")))
        .contains("<twingraph.version>0.2.0-SNAPSHOT</twingraph.version>");
  }
}
