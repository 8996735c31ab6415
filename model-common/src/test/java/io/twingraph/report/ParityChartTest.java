// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.parity.ParityMode;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.ParityVerdict;
import io.twingraph.parity.StageRow;
import io.twingraph.parity.StepLosses;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParityChartTest {
  private static final int LIMIT = 0xB02020;

  @TempDir Path folder;

  @Test
  void everyKindOfComparisonIsDrawnWithItsLimit() throws Exception {
    for (ParityMode mode : ParityMode.values()) {
      for (boolean reference : new boolean[] {true, false}) {
        for (boolean diverged : new boolean[] {true, false}) {
          Path png = folder.resolve("parity.png");
          ParityChart.write(SampleReports.report(mode, reference, diverged), png);
          BufferedImage image = ImageIO.read(png.toFile());
          assertThat(image.getWidth()).isEqualTo(1600);
          assertThat(pixels(image, LIMIT)).isGreaterThan(100);
          assertThat(pixels(image, 0x56B4E9) > 50)
              .as("the first engine's colour, with %s and a reference: %s", mode, reference)
              .isEqualTo(reference);
        }
      }
    }
  }

  @Test
  void stepsThatAreNotFiniteAreLeftOutOfTheCurve() {
    ParityReport report = SampleReports.report(ParityMode.FREE, true, false);
    StepLosses odd = new StepLosses(21, 32, "", Double.NaN, Double.NaN, null, null);
    List<StepLosses> some = new ArrayList<>(report.losses());
    some.add(odd);
    int whole = ParityChart.draw(report).getHeight();
    assertThat(ParityChart.draw(with(report, report.rows(), some)).getHeight()).isEqualTo(whole);
    for (List<StepLosses> none : List.of(List.of(odd), List.<StepLosses>of())) {
      assertThat(ParityChart.draw(with(report, List.of(), none)).getHeight()).isLessThan(whole);
    }
  }

  private static ParityReport with(
      ParityReport report, List<StageRow> rows, List<StepLosses> losses) {
    return new ParityReport(
        report.experiment(),
        report.data(),
        report.mode(),
        report.stepsWanted(),
        report.engines(),
        report.reference(),
        ParityVerdict.NOTHING_CAN_BE_JUDGED,
        report.evidence(),
        null,
        null,
        null,
        null,
        rows,
        losses,
        report.timing(),
        0,
        0,
        report.provenance());
  }

  @Test
  void tensorBeyondItsToleranceIsRed() {
    BufferedImage fine = ParityChart.draw(SampleReports.report(ParityMode.RESYNC, false, false));
    BufferedImage wrong = ParityChart.draw(SampleReports.report(ParityMode.RESYNC, false, true));
    assertThat(pixels(wrong, LIMIT)).isGreaterThan(pixels(fine, LIMIT) + 60);
  }

  @Test
  void titleHasTheVerdict() {
    assertThat(ParityChart.title(SampleReports.report(ParityMode.FREE, true, false)))
        .isEqualTo("matched on digits: torch and tensorflow, 20 free steps: rounding only");
  }

  private static long pixels(BufferedImage image, int colour) {
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xFFFFFF) == colour ? 1 : 0;
      }
    }
    return count;
  }
}
