// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.run.ExitStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {
  @TempDir Path folder;

  @Test
  void withoutAReportTheStatusIsAllThereIs() {
    Crash crash = Crash.of(new ExitStatus(5), folder.resolve("none.log"));
    assertThat(crash.description()).isEqualTo("exited with status 5 before its work was done");
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
    Crash crash = Crash.of(new ExitStatus(134), report);
    assertThat(crash.description())
        .isEqualTo(
            "crashed with SIGFPE in [libtorch_cpu.so+0x1234] at::native::div(at::Tensor"
                + " const&)+0x1");
    assertThat(crash.errorFile()).contains(report);
  }
}
