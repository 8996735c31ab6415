// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.error.SpecException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs as long as the longest experiment file makes them. */
class LargeJobTest {
  @TempDir Path folder;

  /** A probe reads no data, so that the name of it may be anything. */
  private static WorkerJob probe(int bytes) {
    return new WorkerJob("fake", "cpu", 1, null, "x".repeat(bytes), 0, 0);
  }

  @Test
  void jobOfSomeMegabytesIsDone() throws Exception {
    try (WorkerProcess worker = WorkerProcess.start(probe(6 << 20), folder)) {
      WorkerProcess.End end = worker.listen(event -> {}, Duration.ofSeconds(60));
      assertThat(end.problem()).isNull();
      assertThat(end.last()).isInstanceOf(WorkerEvent.Probed.class);
    }
  }

  @Test
  void jobThatNoWorkerTakesIsRefusedBeforeOneIsStarted() {
    assertThatThrownBy(() -> WorkerProcess.start(probe(WorkerJob.MAX_BYTES), folder))
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll(
            "an experiment too large for a process of its own",
            "expected: at most 67108864 bytes as JSON",
            "run it with --workers none");
  }
}
