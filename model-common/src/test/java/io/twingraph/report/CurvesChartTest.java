// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.run.EngineRun;
import io.twingraph.run.EpochRecord;
import io.twingraph.run.StepRecord;
import io.twingraph.spec.Presets;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pictures stay in {@code target/curves}, to be looked at. */
class CurvesChartTest {
  private static final int FIRST = 0x56B4E9;
  private static final int SECOND = 0xD55E00;

  @TempDir private Path folder;

  private static BufferedImage draw(RunRecord record, String name) throws IOException {
    Path png = Path.of("target", "curves", name + ".png");
    CurvesChart.write(record, png);
    BufferedImage image = ImageIO.read(png.toFile());
    assertThat(image.getWidth()).isEqualTo(1600);
    return image;
  }

  private static int count(BufferedImage image, int colour) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xFFFFFF) == colour ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void bothEnginesAreVisibleWhereTheirCurvesCoincide() throws IOException {
    BufferedImage image = draw(SampleRecords.matched(5, 160), "matched");
    assertThat(count(image, FIRST)).isGreaterThan(3000);
    assertThat(count(image, SECOND)).isGreaterThan(1500);
    assertThat(image.getHeight()).as("with the difference panel").isEqualTo(1054);
  }

  @Test
  void differentExperimentsHaveNoDifferencePanel() throws IOException {
    BufferedImage image = draw(SampleRecords.article(), "article");
    assertThat(image.getHeight()).isEqualTo(754);
    assertThat(CurvesChart.title(SampleRecords.article()))
        .isEqualTo(
            "article-tensorflow / article-torch on digits: tensorflow and torch, different"
                + " experiments");
  }

  @Test
  void aSingleEpochIsDrawn() throws IOException {
    BufferedImage image = draw(SampleRecords.matched(1, 40), "one-epoch");
    assertThat(count(image, SECOND)).isGreaterThan(200);
  }

  @Test
  void oneEngineWithoutValidationIsDrawn() throws IOException {
    EngineRun full = SampleRecords.run("torch", Presets.matched(), 50, 0);
    List<EpochRecord> epochs =
        full.epochs().stream()
            .map(
                e ->
                    new EpochRecord(
                        e.epoch(),
                        e.trainLoss(),
                        e.trainAccuracy(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        e.seconds(),
                        1))
            .toList();
    RunRecord record = SampleRecords.record(with(full, full.steps(), epochs, null));
    assertThat(count(draw(record, "no-validation"), FIRST)).isGreaterThan(1000);
  }

  @Test
  void valuesThatAreNotNumbersAreLeftOut() throws IOException {
    EngineRun full = SampleRecords.run("torch", Presets.matched(), 50, 0);
    List<EpochRecord> epochs =
        List.of(
            full.epochs().get(0),
            new EpochRecord(
                2,
                Double.NaN,
                0.4,
                OptionalDouble.of(Double.POSITIVE_INFINITY),
                OptionalDouble.of(Double.NaN),
                1,
                1));
    List<StepRecord> steps = List.of(new StepRecord(1, 2.3f), new StepRecord(2, Float.NaN));
    RunRecord record = SampleRecords.record(with(full, steps, epochs, "the loss became NaN"));
    assertThat(count(draw(record, "nan"), FIRST)).isPositive();
  }

  @Test
  void aRunWithoutAnythingMeasuredIsDrawnEmpty() throws IOException {
    EngineRun failed =
        EngineRun.failed("torch", Presets.matched(), List.of(), List.of(), "it crashed");
    EngineRun other =
        EngineRun.failed("tensorflow", Presets.matched(), List.of(), List.of(), "it too");
    draw(SampleRecords.record(failed, other), "empty");
  }

  @Test
  void aMachineWithoutFontsIsToldWhatToInstall() {
    Path png = folder.resolve("curves.png");
    assertThatThrownBy(
            () ->
                CurvesChart.write(
                    SampleRecords.matched(1, 4),
                    png,
                    () -> {
                      throw new InternalError("Fontconfig head is null");
                    }))
        .isInstanceOf(CurvesChart.NoFontsException.class)
        .hasMessage(
            "cannot draw the curves: Java finds no fonts on this machine"
                + " (java.lang.InternalError: Fontconfig head is null); install fontconfig and one"
                + " font, such as the packages fontconfig and fonts-dejavu-core");
    assertThat(Files.exists(png)).isFalse();
  }

  private static EngineRun with(
      EngineRun run, List<StepRecord> steps, List<EpochRecord> epochs, String problem) {
    EngineRun partial = EngineRun.failed(run.name(), run.experiment(), steps, epochs, problem);
    assertThat(partial.steps()).isEqualTo(steps);
    return partial;
  }
}
