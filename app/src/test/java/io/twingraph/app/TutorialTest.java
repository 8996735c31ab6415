// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that README shows is the example project's, compiles, runs, and learns. */
class TutorialTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Path SOURCE =
      ROOT.resolve("examples/train-on-digits/src/main/java/example/TrainOnDigits.java");

  private static final String RATE = "withLearningRate(1e30)";

  @TempDir private Path classes;

  @Test
  void readmeShowsTheExampleProgram() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    int start = readme.indexOf("```java\n") + "```java\n".length();
    String shown = readme.substring(start, readme.indexOf("```", start));
    assertThat("package example;\n\n" + shown).isEqualTo(Files.readString(SOURCE));
  }

  @Test
  void theExampleProgramCompilesRunsAndLearns() throws Exception {
    compile(SOURCE);
    String output = run();
    assertThat(output).containsPattern("torch [0-9.]+: test accuracy [0-9.]+ %");
    double accuracy = Double.parseDouble(output.replaceAll("(?s).*accuracy ([0-9.]+) %.*", "$1"));
    assertThat(accuracy).as("test accuracy in percent").isGreaterThan(50);
  }

  @Test
  void theExampleProgramSaysWhyADivergingRunHasNoAccuracy() throws Exception {
    String diverging = Files.readString(SOURCE).replace("withLearningRate(0.002)", RATE);
    assertThat(diverging).contains(RATE);
    compile(Files.writeString(classes.resolve("TrainOnDigits.java"), diverging));
    assertThat(run())
        .containsPattern(
            "torch ended early: the training loss became (NaN|Infinity) in epoch 1, step [0-9]+ of"
                + " 100; lower the learning rate \\(it is 1.0E30\\)");
  }

  private void compile(Path source) {
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    assertThat(status).as("javac's exit status").isZero();
  }

  private String run() throws Exception {
    PrintStream standard = System.out;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {new File(classes.toString()).toURI().toURL()})) {
      System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
      loader
          .loadClass("example.TrainOnDigits")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(standard);
    }
    return captured.toString(StandardCharsets.UTF_8);
  }
}
