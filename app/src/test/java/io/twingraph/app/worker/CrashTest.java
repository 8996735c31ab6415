// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrashTest {
  @TempDir Path folder;

  @ParameterizedTest(name = "exit status {0}")
  @CsvSource({
    "139, crashed with SIGSEGV",
    "134, crashed with SIGABRT",
    "132, crashed with SIGILL",
    "160, crashed with signal 32",
    "'137', 'was killed (SIGKILL), which is what Linux does when memory runs out'",
    "5, exited with status 5 before its work was done",
    "0, exited with status 0 before its work was done"
  })
  void statusIsPutIntoWords(int exit, String text) {
    Crash crash = Crash.of(exit, folder.resolve("none.log"));
    assertThat(crash.description()).isEqualTo(text);
    assertThat(crash.errorFile()).isEmpty();
  }

  @Test
  void reportOfTheJvmSaysMoreThanTheStatus() throws Exception {
    Path report =
        Files.writeString(
            folder.resolve("hs_err.log"),
            """
            #
            # A fatal error has been detected by the Java Runtime Environment:
            #
            #  SIGFPE (0x8) at pc=0x00007f60fa2d2f94, pid=20847, tid=20849
            #
            # Problematic frame:
            # C  [libtorch_cpu.so+0x1234]  at::native::div(at::Tensor const&)+0x1
            #
            """);
    Crash crash = Crash.of(134, report);
    assertThat(crash.description())
        .isEqualTo(
            "crashed with SIGFPE in [libtorch_cpu.so+0x1234] at::native::div(at::Tensor"
                + " const&)+0x1");
    assertThat(crash.errorFile()).contains(report);
  }

  @Test
  void requestToStopIsNoCrash() {
    assertThat(Crash.wasAskedToStop(130)).isTrue();
    assertThat(Crash.wasAskedToStop(143)).isTrue();
    assertThat(Crash.wasAskedToStop(137)).isFalse();
  }
}
