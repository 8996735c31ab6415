// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.app.command.Twingraph;
import io.twingraph.app.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An exit code means what the README says, whatever path leads to it. */
class ExitCodeTest {
  @TempDir Path temporary;
  private String experiment;

  @BeforeEach
  void writeASmallExperiment() throws Exception {
    experiment = new CommandProcess(temporary).smallExperiment().toString();
    Files.writeString(temporary.resolve("file"), "a file");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0  | compare --engines fake,twin --workers none --out o            | fake and twin agree
          0  | parity --engines fake,twin --steps 2 --reference off --out o  | identical
          0  | parity --engines fake --steps 2 --save s                      | 2 steps in
          1  | compare --engines fake,off --workers none --out o             | fake and off disagree
          1  | parity --engines fake,off --reference off --out o             | different meaning
          2  | compare --engines fake,twin --workers none --epochs 0         | where:    --epochs
          2  | train --engine nobody                                         | no engine named 'nobody'
          2  | train --engine fake --workers none --out file                 | got:      a file
          3  | train --engine absent --workers none --out o                  | install absent
          3  | compare --engines fake,absent --workers none --out o          | install absent
          3  | parity --engines fake,absent --out o                          | install absent
          3  | train --engine fake --workers none --out file/o               | give another with --out
          3  | train --engine torch --device cuda --out o                    | this build is for the CPU
          3  | parity --engines fake --load nowhere                          | the folder is no recording
          3  | train --engine fake --workers none --learning-rate 1e38 --out o | ended early
          70 | train --engine broken --workers none --out o                  | internal error: java.lang.IllegalStateException: the test engine is broken
          70 | train --engine overflow --workers none --out o                | internal error: java.lang.StackOverflowError
          3  | train --engine glutton --workers none --out o                 | not enough memory: Java heap space
          3  | parity --engines fake,glutton --reference off --out o         | give Java more with JAVA_TOOL_OPTIONS=-Xmx
          """)
  void meansOneThing(int exit, String command, String text) {
    if (command.contains("cuda") && io.twingraph.cuda.CudaSystem.inThisBuild()) {
      return; // the build for GPUs refuses with the GPU's own reason
    }
    List<String> words = new ArrayList<>();
    for (String word : command.split(" ", -1)) {
      boolean place = List.of("o", "s", "file", "file/o", "nowhere").contains(word);
      words.add(place ? temporary.resolve(word).toString() : word);
    }
    words.addAll(List.of("--data", "digits", "--train-limit", "64"));
    if (!words.contains("--load")) {
      words.addAll(List.of("--experiment", experiment));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = Twingraph.run(Terminal.of(out, out, false, 80), words.toArray(String[]::new));
    String printed = out.toString(StandardCharsets.UTF_8);
    assertThat(printed).contains(text).doesNotContain("\tat ");
    assertThat(code).as(printed).isEqualTo(exit);
  }

  @Test
  void aProcessWithTooLittleMemoryIsNoVerdict() throws Exception {
    CommandProcess twingraph = new CommandProcess(temporary);
    ProcessBuilder builder =
        twingraph.builder("parity", "--engines", "fake,twin", "--data", "digits");
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Xmx24m");
    Path console = temporary.resolve("console.txt");
    Process process = builder.redirectErrorStream(true).redirectOutput(console.toFile()).start();
    assertThat(process.waitFor()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(console).content().contains("not enough memory").doesNotContain("\tat ");
  }
}
