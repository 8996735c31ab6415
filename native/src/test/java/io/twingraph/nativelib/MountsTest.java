// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MountsTest {
  private static final List<String> TABLE =
      List.of(
          "/dev/sda1 / ext4 rw,relatime 0 0",
          "tmpfs /tmp tmpfs rw,nosuid,noexec 0 0",
          "/dev/sdb1 /tmp/runs ext4 rw 0 0",
          "/dev/sdc1 /a\\040b ext4 rw,noexec 0 0",
          "/dev/sdd1 /twice ext4 rw,noexec 0 0",
          "/dev/sde1 /twice ext4 rw 0 0",
          "broken");

  @ParameterizedTest
  @CsvSource({
    "/home/me, false",
    "/tmp, true",
    "/tmp/.javacpp/cache, true",
    "/tmpfolder, false",
    "/tmp/runs/cache, false",
    "/a b/cache, true",
    "/twice/cache, false"
  })
  void theMountThatAFolderLiesOnDecides(String folder, boolean noexec) {
    assertThat(Mounts.forbidRunning(TABLE, Path.of(folder))).isEqualTo(noexec);
  }
}
