// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import io.twingraph.compare.Verdict;
import io.twingraph.run.EngineRun;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;

/**
 * The curves of a record as a picture: training and validation loss on the left, accuracies on the
 * right, every engine in a colour of its own; below, for two runs of one experiment, how far apart
 * their losses are at each step. Works without a display (it sets {@code java.awt.headless} where
 * nobody has set it).
 */
public final class CurvesChart {
  private static final int WIDTH = 1600;
  private static final int TITLE_HEIGHT = 150;
  private static final int PANEL_HEIGHT = 560;
  private static final int DIFFERENCE_HEIGHT = 300;
  private static final int FOOT_HEIGHT = 44;
  private static final int MARGIN = 28;
  private static final int SAMPLE = 57;

  private CurvesChart() {}

  /** The machine cannot draw text; the message says what to install. */
  public static final class NoFontsException extends IOException {
    private static final long serialVersionUID = 1L;

    NoFontsException(Throwable cause) {
      super(
          "cannot draw the curves: Java finds no fonts on this machine ("
              + cause
              + "); install fontconfig and one font, such as the packages fontconfig and"
              + " fonts-dejavu-core",
          cause);
    }
  }

  /**
   * Writes the picture as a PNG. Folders that are missing are made.
   *
   * @throws NoFontsException if this machine has no fonts; nothing is written
   * @throws IOException if the file cannot be written
   */
  public static void write(RunRecord record, Path png) throws IOException {
    write(record, png, Pictures::drawText);
  }

  static void write(RunRecord record, Path png, Runnable fontProbe) throws IOException {
    Pictures.write(() -> draw(record), png, fontProbe);
  }

  static BufferedImage draw(RunRecord record) {
    CurvePanels panels = new CurvePanels(record.engines());
    Optional<XYChart> difference = panels.difference();
    int height =
        TITLE_HEIGHT
            + PANEL_HEIGHT
            + (difference.isPresent() ? DIFFERENCE_HEIGHT : 0)
            + FOOT_HEIGHT;
    BufferedImage image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D sheet = image.createGraphics();
    sheet.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    sheet.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    sheet.setColor(Color.WHITE);
    sheet.fillRect(0, 0, WIDTH, height);
    heading(record, sheet);
    Pictures.place(panels.loss(), sheet, 0, TITLE_HEIGHT, WIDTH / 2, PANEL_HEIGHT);
    Pictures.place(panels.accuracy(), sheet, WIDTH / 2, TITLE_HEIGHT, WIDTH / 2, PANEL_HEIGHT);
    difference.ifPresent(
        chart ->
            Pictures.place(chart, sheet, 0, TITLE_HEIGHT + PANEL_HEIGHT, WIDTH, DIFFERENCE_HEIGHT));
    sheet.setFont(CurvePanels.font(Font.PLAIN, 15));
    sheet.setColor(Color.DARK_GRAY);
    sheet.drawString(panels.footnote(), MARGIN, height - 16);
    sheet.dispose();
    return image;
  }

  private static void heading(RunRecord record, Graphics2D sheet) {
    sheet.setColor(Color.BLACK);
    sheet.setFont(CurvePanels.font(Font.BOLD, 28));
    sheet.drawString(title(record), MARGIN, 44);
    sheet.setFont(CurvePanels.font(Font.PLAIN, 17));
    sheet.setColor(Color.DARK_GRAY);
    int y = 74;
    for (String line : Pictures.wrap(sentence(record), sheet, WIDTH - 2 * MARGIN)) {
      sheet.drawString(line, MARGIN, y);
      y += 24;
    }
    legend(record.engines(), sheet);
  }

  /** Two line samples for each engine, under the heading. */
  private static void legend(List<EngineRun> engines, Graphics2D sheet) {
    int x = MARGIN;
    int y = TITLE_HEIGHT - 16;
    sheet.setFont(CurvePanels.font(Font.PLAIN, 16));
    for (int i = 0; i < engines.size(); i++) {
      for (boolean dashed : new boolean[] {false, true}) {
        if (dashed && !CurvePanels.validated(engines.get(i))) {
          continue;
        }
        String label = engines.get(i).name() + (dashed ? " validation" : " training");
        sheet.setColor(CurvePanels.colour(i));
        sheet.setStroke(CurvePanels.stroke(i, dashed));
        sheet.drawLine(x, y - 5, x + SAMPLE, y - 5);
        CurvePanels.dot(sheet, i, dashed, x + SAMPLE / 2.0, y - 5.0);
        sheet.setColor(Color.BLACK);
        sheet.drawString(label, x + SAMPLE + 10, y);
        x += SAMPLE + 40 + sheet.getFontMetrics().stringWidth(label);
      }
    }
  }

  static String title(RunRecord record) {
    String names =
        record.engines().stream()
            .map(run -> run.experiment().name())
            .distinct()
            .collect(Collectors.joining(" / "));
    String engines =
        record.engines().stream().map(EngineRun::name).collect(Collectors.joining(" and "));
    return names + " on " + record.data().name() + ": " + engines + outcome(record);
  }

  private static String outcome(RunRecord record) {
    if (record.comparison() == null) {
      return "";
    }
    Verdict verdict = record.comparison().verdict();
    return switch (verdict) {
      case AGREE -> " agree";
      case DISAGREE -> " disagree";
      case DIFFERENT_EXPERIMENTS -> ", different experiments";
      case INCOMPLETE -> ", incomplete";
    };
  }

  private static String sentence(RunRecord record) {
    if (record.comparison() != null) {
      return record.comparison().sentence();
    }
    EngineRun run = record.engines().get(0);
    return run.problem() == null
        ? String.format(
            Locale.ROOT,
            "%,d training images, %,d test images",
            record.data().trainCount(),
            record.data().testCount())
        : "ended early: " + run.problem().lines().findFirst().orElse("no reason given");
  }
}
