// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.parity.NoiseFloor;
import io.twingraph.parity.ParityMode;
import io.twingraph.parity.ParityReport;
import io.twingraph.run.EngineRun;
import io.twingraph.run.EpochRecord;
import io.twingraph.spec.Presets;
import io.twingraph.spec.Summary;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every table is at most as wide as the terminal. */
class NarrowTablesTest {
  private final List<EngineRun> runs = SampleRecords.matched(2, 160).engines();

  private static void assertFits(Stream<String> lines, int width) {
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 120})
  void epochs(int width) {
    assertFits(Tables.epochs(runs, width).lines(), width);
    EpochRecord large =
        new EpochRecord(
            99_999,
            12.3456,
            1.0,
            OptionalDouble.of(3e38),
            OptionalDouble.of(1.0),
            98_765.4,
            999_999);
    assertFits(Stream.of(new EpochTable(width).row("an-engine-with-a-long-name", large)), width);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 120})
  void engines(int width) {
    List<EngineRun> four = List.of(runs.get(0), runs.get(1), runs.get(0), runs.get(1));
    assertFits(Tables.engines(four, width).lines(), width);
    EngineRun failed =
        EngineRun.failed(
            "tensorflow",
            Presets.matched(),
            List.of(),
            List.of(),
            "was killed (SIGKILL), which is what Linux does when memory runs out\n  its output:"
                + " /home/somebody/projects/runs/20260101-101010-matched/worker-tensorflow.log");
    assertFits(Tables.engines(List.of(runs.get(0), failed), width).lines(), width);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void summaries(int width) {
    assertFits(Summary.of(Presets.matched(), width).lines(), width);
    assertFits(Summary.of(Presets.articleTorch(), width).lines(), width);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void noiseFloors(int width) {
    ParityReport report = SampleReports.report(ParityMode.RESYNC, true, false);
    List<NoiseFloor> floors =
        Stream.of("torch", "tensorflow")
            .flatMap(
                engine ->
                    Stream.of("itself", "1 thread", "float64")
                        .map(other -> new NoiseFloor(engine, other, 3, report.rows())))
            .toList();
    assertFits(ParityTables.floors(report, floors, width).stream(), width);
  }
}
