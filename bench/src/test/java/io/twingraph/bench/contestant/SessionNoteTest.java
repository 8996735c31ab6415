// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.contestant;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.engine.TrainingSession;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether what a contestant was to do was done, as its session tells. */
class SessionNoteTest {
  @Test
  void sessionOfWhichNothingWasAskedHasNoNote() {
    assertThat(SessionNote.of(Map.of())).isEmpty();
    assertThat(SessionNote.of(Map.of("cudaGraphs", "off", "gpuMillisPerStep", "0.5"))).isEmpty();
    assertThat(SessionNote.of(Map.of("xla", "off", "placement", "3 operations"))).isEmpty();
  }

  @Test
  void recordingIsToldWhetherItRanOrNotAndWhyNot() {
    assertThat(SessionNote.of(Map.of("cudaGraphs", "on"))).hasValue("CUDA graphs on");
    assertThat(SessionNote.of(Map.of("cudaGraphs", "off: the first run differed")))
        .hasValue("CUDA graphs off: the first run differed");
    assertThat(SessionNote.of(Map.of("cudaGraphs", "not yet: fewer than 4 steps")))
        .hasValue("CUDA graphs not yet: fewer than 4 steps");
  }

  @Test
  void clustersThatWereNotAllCompiledAreTold() {
    assertThat(SessionNote.of(Map.of("xla", "on, 1 of 1 clusters of a step compiled")))
        .hasValue("XLA on, 1 of 1 clusters of a step compiled");
    assertThat(
            SessionNote.of(
                Map.of("xla", "on, 1 of 2 clusters", TrainingSession.NOTICE, "the rest without")))
        .hasValue("XLA on, 1 of 2 clusters; the rest without");
  }

  @Test
  void operationsThatFellBackToTheCpuAreTold() {
    assertThat(SessionNote.of(Map.of(TrainingSession.NOTICE, "1 of 9 operations on the CPU")))
        .hasValue("1 of 9 operations on the CPU");
  }
}
