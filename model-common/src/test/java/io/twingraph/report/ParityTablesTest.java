// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.parity.NoiseFloor;
import io.twingraph.parity.ParityMode;
import io.twingraph.parity.ParityReport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParityTablesTest {
  private static final ParityReport REPORT = SampleReports.report(ParityMode.RESYNC, true, false);

  private static String stages(ParityReport report, int width) {
    return String.join("\n", ParityTables.stages(report, width));
  }

  @Test
  void everyTensorHasALineAndIdenticalOnesShareOne() {
    String text = stages(REPORT, 120);
    assertThat(text)
        .contains("batch                2 tensors identical: input, labels")
        .containsPattern("activation +dense_1/preactivation +2.0e-07 +123 +1.0e-06 +1.0e-05 +20 % ")
        .containsPattern("\n {21}flatten: identical")
        .containsPattern("activation gradient +conv2d_1 via max_pooling2d .* 3 % ")
        .containsPattern("metric +evaluation loss ");
  }

  @Test
  void nearerEngineIsNamedWhereThereIsAReference() {
    assertThat(stages(REPORT, 120))
        .containsPattern("torch +tensorflow +nearer\n")
        .containsPattern("1.0e-08 +2.0e-08 +torch\n")
        .contains("Nearer to float64: beyond 5 % and beyond chance (sign test)");
    assertThat(stages(SampleReports.report(ParityMode.RESYNC, false, false), 120))
        .contains("max rel")
        .doesNotContain("nearer", "float64");
  }

  @Test
  void toleranceThatWasBrokenIsGivenAsTimes() {
    assertThat(stages(SampleReports.report(ParityMode.RESYNC, true, true), 120))
        .contains("4e+03 x")
        .containsPattern(" inf .* inf ");
  }

  @Test
  void freeModeSaysWhichStepIsJudged() {
    assertThat(stages(SampleReports.report(ParityMode.FREE, true, false), 120))
        .contains("Used and distances are those of step 1, the other numbers the largest")
        .containsPattern("via max_pooling2d .* - ");
  }

  @ParameterizedTest(name = "{0} columns")
  @CsvSource({"120", "100", "80", "60"})
  void linesFitTheTerminal(int width) {
    for (boolean reference : new boolean[] {true, false}) {
      ParityReport report = SampleReports.report(ParityMode.FREE, reference, true);
      assertThat(ParityTables.stages(report, width))
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
      assertThat(stages(report, width)).contains("used", "max abs");
    }
  }

  @Test
  void floorsStandBesideTheDifferenceUnderTheirEngine() {
    NoiseFloor itself = new NoiseFloor("torch", "itself", 3, REPORT.rows());
    NoiseFloor threads = new NoiseFloor("torch", "1 thread", 3, REPORT.rows());
    NoiseFloor other = new NoiseFloor("tensorflow", "float64", 3, List.of());
    List<String> lines = ParityTables.floors(REPORT, List.of(itself, threads, other), 120);
    assertThat(lines.get(0)).matches(" +torch +tensorflow");
    assertThat(lines.get(1)).endsWith("engines  itself  1 thr  f64");
    assertThat(String.join("\n", lines))
        .containsPattern("dense_1/preactivation .* 20 % +20 % +20 % +-\n")
        .doesNotContain("metric");
  }
}
