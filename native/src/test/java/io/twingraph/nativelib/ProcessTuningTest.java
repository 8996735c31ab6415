// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessTuningTest {
  @Test
  void descriptionSaysWhatIsThereOrHowToGetIt() {
    assertThat(NativeParts.describe())
        .contains(
            NativeParts.available() ? "process tuning" : "there is no reference engine; install");
  }

  @Test
  void absentVariableIsSetForNativeCodeOnly() {
    assumeTrue(NativeParts.available(), "skipped: no C++ compiler built the native part");
    assertThat(ProcessTuning.apply(Map.of("TWINGRAPH_TEST_ABSENT", "passive")))
        .containsEntry("TWINGRAPH_TEST_ABSENT", "passive");
    assertThat(ProcessTuning.nativeValue("TWINGRAPH_TEST_ABSENT")).isEqualTo("passive");
    assertThat(System.getenv("TWINGRAPH_TEST_ABSENT")).isNull();
  }

  @Test
  void variableThatTheUserSetIsKept() {
    assumeTrue(NativeParts.available(), "skipped: no C++ compiler built the native part");
    String path = ProcessTuning.nativeValue("PATH");
    assertThat(path).isNotEmpty();
    assertThat(ProcessTuning.apply(Map.of("PATH", "changed"))).isEmpty();
    assertThat(ProcessTuning.nativeValue("PATH")).isEqualTo(path);
  }

  @Test
  void allocatorVariablesBecomeSettings() {
    assumeTrue(NativeParts.available(), "skipped: no C++ compiler built the native part");
    assumeTrue(System.getenv("MALLOC_MMAP_MAX_") == null, "skipped: the user set MALLOC_MMAP_MAX_");
    Map<String, String> done = ProcessTuning.apply(Map.of("MALLOC_MMAP_MAX_", "0"));
    assertThat(done).containsOnlyKeys("malloc");
    ProcessTuning.releaseFreeMemory();
  }

  @Test
  void nothingIsDoneWithoutTheNativePart() {
    assumeTrue(!NativeParts.available(), "skipped: the native part was built");
    assertThat(ProcessTuning.apply(Map.of("A", "b"))).containsEntry("tuning", "not built");
    assertThat(ProcessTuning.nativeValue("PATH")).isEmpty();
  }

  @Test
  void onlyChatterIsDroppedFromTheStandardError() {
    assumeTrue(NativeParts.available(), "skipped: no C++ compiler built the native part");
    List<String> seen = new ArrayList<>();
    int result =
        ProcessTuning.withoutChatter(
            () -> {
              writeToStandardError("I0000 chatter\nheld back\n");
              return 7;
            },
            line -> {
              seen.add(line);
              return line.startsWith("I0000");
            });
    assertThat(result).isEqualTo(7);
    assertThat(seen).containsExactly("I0000 chatter", "held back");
  }

  private static void writeToStandardError(String text) {
    try (FileOutputStream out = new FileOutputStream("/dev/fd/2", true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
