// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.run.EngineRun;
import io.twingraph.run.EpochRecord;
import io.twingraph.spec.Presets;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TablesTest {
  private final List<EngineRun> runs = SampleRecords.matched(2, 160).engines();

  @Test
  void epochsStandUnderEachOther() {
    String table = Tables.epochs(runs, 80);
    List<String> lines = table.lines().toList();
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0))
        .isEqualTo(
            "engine     epoch  train loss  accuracy  val. loss  accuracy       time  images/s");
    assertThat(lines.get(2)).startsWith("torch          1 ");
    assertThat(lines.get(3)).startsWith("tensorflow     1 ").endsWith(" 15.2 s       337");
    assertThat(lines.get(4)).startsWith("torch          2 ");
    assertThat(lines).allMatch(line -> line.length() == lines.get(0).length());
  }

  @Test
  void missingValidationIsADash() {
    String row =
        new EpochTable(80)
            .row(
                "torch",
                new EpochRecord(
                    1, 0.5, 0.875, OptionalDouble.empty(), OptionalDouble.empty(), 2, 1234.4));
    assertThat(row)
        .isEqualTo(
            "torch          1      0.5000   87.50 %          -         -      2.0 s     1,234");
  }

  @Test
  void enginesStandSideBySide() {
    assertThat(Tables.engines(runs, 80))
        .isEqualTo(
            """
                                               torch        tensorflow
            ──────────────────────────────────────────────────────────
            version                            2.7.1            2.18.0
            device                    cpu, 2 threads    cpu, 2 threads
            parameters                     9,467,274         9,467,274
            train loss                        0.3481            0.3481
            train accuracy                   90.25 %           90.25 %
            validation loss                   0.2989            0.2990
            validation accuracy              92.53 %           92.53 %
            test loss                         0.1021            0.1022
            test accuracy                    96.85 %           96.90 %
            training time                     28.4 s            30.4 s
            images per second                    361               337
            peak memory                    1,177 MiB         1,177 MiB
            """);
  }

  @Test
  void fourEnginesFitIn100Columns() {
    List<EngineRun> four = List.of(runs.get(0), runs.get(1), runs.get(0), runs.get(1));
    assertThat(Tables.engines(four, 100).lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void aFailedRunHasDashesAndItsReason() {
    EngineRun failed =
        EngineRun.failed(
            "tensorflow", Presets.matched(), List.of(), List.of(), "killed by signal 11");
    String table = Tables.engines(List.of(runs.get(0), failed), 80);
    assertThat(table)
        .contains("test accuracy                    96.85 %                 -\n")
        .endsWith("tensorflow ended early: killed by signal 11\n");
  }

  @Test
  void aLongValueIsCutToItsColumn() {
    EngineRun run =
        EngineRun.failed(
            "an-engine-with-a-long-name", Presets.matched(), List.of(), List.of(), "x");
    assertThat(Tables.engines(List.of(run), 80).lines().findFirst().orElseThrow())
        .isEqualTo(" ".repeat(23) + "an-engine-with-a…");
  }
}
