// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastLinesTest {
  @TempDir Path folder;

  private Path log(String text) throws Exception {
    return Files.writeString(folder.resolve("log"), text);
  }

  @Test
  void whatTheJvmSaysOfItselfIsLeftOut() throws Exception {
    Path log =
        log(
            """
            Picked up JAVA_TOOL_OPTIONS: -Xmx1g
            NOTE: Picked up JDK_JAVA_OPTIONS: -Xmx1g
            F tensorflow/core/kernel.cc:94] Check failed: dtype() == expected_dtype

            Exception in thread "main" java.io.IOException: no room
            \tat io.twingraph.app.Main.main(Main.java:1)
            Caused by: java.io.IOException: none
            \t... 12 more
            # A fatal error has been detected by the Java Runtime Environment:
            #
            """);
    assertThat(LastLines.of(log, 9))
        .containsExactly(
            "F tensorflow/core/kernel.cc:94] Check failed: dtype() == expected_dtype",
            "Exception in thread \"main\" java.io.IOException: no room",
            "Caused by: java.io.IOException: none");
    assertThat(LastLines.of(log, 1)).containsExactly("Caused by: java.io.IOException: none");
  }

  @Test
  void terminalIsNotObeyed() throws Exception {
    assertThat(LastLines.of(log("\u001b]0;title\u0007\u001b[31mred\u001b[0m\tand\u202eback"), 1))
        .containsExactly("0;title red and back");
  }

  @Test
  void longLinesAndLongLogsAreCut() throws Exception {
    assertThat(LastLines.last(log("x".repeat(1000)), "")).isEqualTo("x".repeat(200) + "…");
    assertThat(LastLines.of(log("line\n".repeat(100_000) + "the end"), 2))
        .containsExactly("line", "the end");
  }

  @Test
  void withoutALogThereAreNone() throws Exception {
    assertThat(LastLines.of(folder.resolve("none"), 3)).isEmpty();
    assertThat(LastLines.last(log("\n \n"), "nothing")).isEqualTo("nothing");
  }

  @Test
  void bytesThatAreNoTextDoNoHarm() throws Exception {
    Path log = Files.write(folder.resolve("log"), new byte[] {'a', (byte) 0xff, 0, 'b', '\n'});
    assertThat(LastLines.last(log, "").toLowerCase(Locale.ROOT)).startsWith("a").endsWith("b");
  }
}
