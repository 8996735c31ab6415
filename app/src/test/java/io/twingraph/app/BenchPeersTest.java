// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.engine.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The peer that shows what the JVM costs runs with the environment of a worker. */
class BenchPeersTest {
  /** Only libtorch on a GPU reads it. */
  private static final String CUDA_ONLY = "CUBLAS_WORKSPACE_CONFIG";

  @Test
  void theProgramInCppHasTheVariablesOfAWorker() throws IOException {
    String script = Files.readString(Path.of("..", "bench", "peers", "cpp-libtorch", "run"));
    Map<String, String> worker = new LinkedHashMap<>(Engines.named("torch").environment(7));
    worker.remove(CUDA_ONLY);

    assertThat(worker).containsEntry("OMP_NUM_THREADS", "7");
    worker.forEach(
        (name, value) ->
            assertThat(script)
                .contains(
                    "export "
                        + name
                        + "=${"
                        + name
                        + ":-"
                        + value.replaceAll("^7$", "\\$threads")));
  }
}
