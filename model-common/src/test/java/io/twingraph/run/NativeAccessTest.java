// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NativeAccessTest {
  @Test
  void javasThatWarnOfNativesAreToldBeforeAnythingElse() {
    List<String> command = EngineJvm.oneJvm(Map.of(), Path.of("errors"), List.of("Main")).command();
    if (Runtime.version().feature() >= 24) {
      assertThat(command)
          .startsWith(
              command.get(0),
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow");
    } else {
      assertThat(command).noneMatch(argument -> argument.contains("native-access"));
    }
    assertThat(command).endsWith("Main");
  }
}
