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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
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
    write(record, png, CurvesChart::drawText);
  }

  static void write(RunRecord record, Path png, Runnable fontProbe) throws IOException {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    try {
      fontProbe.run();
    } catch (RuntimeException | Error e) { // which of them depends on what is missing
      throw new NoFontsException(e);
    }
    BufferedImage image = draw(record);
    Files.createDirectories(png.toAbsolutePath().getParent());
    if (!ImageIO.write(image, "png", png.toFile())) {
      throw new IOException("cannot write " + png + ": this Java has no PNG writer");
    }
  }

  /** Fails in one of several ways where there are no fonts. */
  private static void drawText() {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setFont(CurvePanels.font(Font.PLAIN, 8));
    graphics.drawString("x", 0, 8);
    graphics.dispose();
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
    place(panels.loss(), sheet, 0, TITLE_HEIGHT, WIDTH / 2, PANEL_HEIGHT);
    place(panels.accuracy(), sheet, WIDTH / 2, TITLE_HEIGHT, WIDTH / 2, PANEL_HEIGHT);
    difference.ifPresent(
        chart -> place(chart, sheet, 0, TITLE_HEIGHT + PANEL_HEIGHT, WIDTH, DIFFERENCE_HEIGHT));
    sheet.setFont(CurvePanels.font(Font.PLAIN, 15));
    sheet.setColor(Color.DARK_GRAY);
    sheet.drawString(panels.footnote(), MARGIN, height - 16);
    sheet.dispose();
    return image;
  }

  private static void place(XYChart chart, Graphics2D sheet, int x, int y, int width, int height) {
    Graphics2D part = (Graphics2D) sheet.create(x, y, width, height);
    chart.paint(part, width, height);
    part.dispose();
  }

  private static void heading(RunRecord record, Graphics2D sheet) {
    sheet.setColor(Color.BLACK);
    sheet.setFont(CurvePanels.font(Font.BOLD, 28));
    sheet.drawString(title(record), MARGIN, 44);
    sheet.setFont(CurvePanels.font(Font.PLAIN, 17));
    sheet.setColor(Color.DARK_GRAY);
    int y = 74;
    for (String line : wrap(sentence(record), sheet, WIDTH - 2 * MARGIN)) {
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
            "%,d training images, %,d test images",
            record.data().trainCount(), record.data().testCount())
        : "ended early: " + run.problem().lines().findFirst().orElse("no reason given");
  }

  /** At most two lines; the second ends with an ellipsis where the text is longer. */
  private static List<String> wrap(String text, Graphics2D sheet, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (sheet.getFontMetrics().stringWidth(line + " " + word + "…") > width) {
        if (lines.size() == 1) {
          lines.add(line + " …");
          return lines;
        }
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
