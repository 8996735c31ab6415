// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;

final class MemoryLimitTest {

  /** A program that uses JavaCPP before any engine, or after. */
  public static final class Program {
    private Program() {}

    /** {@code early} or {@code late}. */
    public static void main(String[] args) {
      if (args[0].equals("early")) {
        new BytePointer(16).close();
      }
      MemoryLimit.lift();
      System.out.println(MemoryLimit.notice().orElse("none"));
    }
  }

  @Test
  void aProgramThatHasUsedJavaCppBeforeIsToldOfItsLimit() throws Exception {
    assertThat(ChildJvm.end(ChildJvm.start(Program.class, List.of("-Xmx64m"), List.of("early"))))
        .endsWith(
            "JavaCPP was used before the engine and fails where the process passes 0.3 GB; start"
                + " Java with -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 to have no limit (exit 0)");
    assertThat(ChildJvm.end(ChildJvm.start(Program.class, List.of("-Xmx64m"), List.of("late"))))
        .endsWith("none (exit 0)");
  }

  @Test
  void aLimitThatTheUserWantsIsNoNews() {
    assertThat(MemoryLimit.notice("4g", 4L << 30)).isEmpty();
    assertThat(MemoryLimit.notice("0", 0)).isEmpty();
  }
}
