// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import io.twingraph.parity.ParityMode;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.StepLosses;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A lock-step comparison as a picture: a line for each tensor, in the order of a step, with the
 * part of its tolerance that was used and, where there is a reference, how far each engine is from
 * it; in free mode also how far the losses are apart at each step, and the envelope of rounding.
 * Works without a display, as {@link CurvesChart}.
 */
public final class ParityChart {
  private static final int WIDTH = 1600;
  private static final int MARGIN = 28;
  private static final int HEADING = 116;
  private static final int LOSSES = 380;
  private static final double LEAST = 1e-9;

  private ParityChart() {}

  /**
   * Writes the picture as a PNG. Folders that are missing are made.
   *
   * @throws CurvesChart.NoFontsException if this machine has no fonts; nothing is written
   * @throws IOException if the file cannot be written
   */
  public static void write(ParityReport report, Path png) throws IOException {
    Pictures.write(() -> draw(report), png, Pictures::drawText);
  }

  static BufferedImage draw(ParityReport report) {
    ParityDots dots = new ParityDots(report);
    boolean curve = report.mode() == ParityMode.FREE && !finite(report.losses()).isEmpty();
    int height = HEADING + dots.height() + (curve ? LOSSES : 0) + MARGIN;
    BufferedImage image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D sheet = image.createGraphics();
    sheet.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    sheet.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    sheet.setColor(Color.WHITE);
    sheet.fillRect(0, 0, WIDTH, height);
    heading(report, sheet);
    dots.draw(sheet, MARGIN, HEADING, WIDTH - 2 * MARGIN);
    if (curve) {
      Pictures.place(losses(report), sheet, 0, HEADING + dots.height(), WIDTH, LOSSES);
    }
    sheet.dispose();
    return image;
  }

  private static void heading(ParityReport report, Graphics2D sheet) {
    sheet.setColor(Color.BLACK);
    sheet.setFont(CurvePanels.font(Font.BOLD, 28));
    sheet.drawString(title(report), MARGIN, 44);
    sheet.setFont(CurvePanels.font(Font.PLAIN, 17));
    sheet.setColor(Color.DARK_GRAY);
    int y = 74;
    String text =
        report.divergence() == null
            ? report.evidence().isEmpty() ? "" : report.evidence().get(0)
            : String.format(
                Locale.ROOT,
                "Step %d, %s %s: %s",
                report.divergence().step(),
                report.divergence().stage(),
                report.divergence().tensor(),
                report.divergence().explanation());
    for (String line : Pictures.wrap(text, sheet, WIDTH - 2 * MARGIN)) {
      sheet.drawString(line, MARGIN, y);
      y += 24;
    }
  }

  static String title(ParityReport report) {
    int steps = report.losses().size();
    return String.format(
        Locale.ROOT,
        "%s on %s: %s and %s, %d %s step%s: %s",
        report.experiment().name(),
        report.data(),
        report.engines().get(0).name(),
        report.engines().get(1).name(),
        steps,
        report.mode(),
        steps == 1 ? "" : "s",
        report.verdict());
  }

  /** The steps of which both losses are numbers. */
  private static List<StepLosses> finite(List<StepLosses> losses) {
    return losses.stream()
        .filter(one -> Double.isFinite(one.a()) && Double.isFinite(one.b()))
        .toList();
  }

  /** How far the losses are apart, and the envelope; a difference of 0 is drawn at 1e-9. */
  private static XYChart losses(ParityReport report) {
    XYChart chart = new XYChart(WIDTH, LOSSES);
    chart.setTitle("Distance of the two losses (black; equal ones at 1e-9) and its envelope (red)");
    chart.setXAxisTitle("step");
    XYStyler styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false).setChartPadding(18).setLegendVisible(false);
    styler.setPlotGridLinesColor(new Color(0xE0, 0xE0, 0xE0)).setChartTitleBoxVisible(false);
    styler.setChartTitleFont(CurvePanels.font(Font.BOLD, 19));
    styler.setAxisTitleFont(CurvePanels.font(Font.PLAIN, 15));
    styler.setAxisTickLabelsFont(CurvePanels.font(Font.PLAIN, 14)).setAntiAlias(true);
    styler
        .setYAxisDecimalPattern("'1e'0;'1e-'0")
        .setXAxisDecimalPattern("0")
        .setLocale(Locale.ROOT);
    List<StepLosses> losses = finite(report.losses());
    line(
        chart, "difference", losses, one -> Math.abs(one.a() - one.b()), ParityDots.MEASURED, 2.2f);
    List<StepLosses> measured = losses.stream().filter(one -> one.envelope() != null).toList();
    if (!measured.isEmpty()) {
      line(chart, "envelope", measured, StepLosses::envelope, ParityDots.LIMIT, 2.2f);
    }
    double low =
        chart.getSeriesMap().values().stream().mapToDouble(XYSeries::getYMin).min().orElse(0);
    double high =
        chart.getSeriesMap().values().stream().mapToDouble(XYSeries::getYMax).max().orElse(0);
    styler.setYAxisMin(Math.floor(low)).setYAxisMax(Math.floor(high) + 1);
    return chart;
  }

  private static void line(
      XYChart chart,
      String name,
      List<StepLosses> losses,
      ToDoubleFunction<StepLosses> value,
      Color colour,
      float width) {
    double[] x = losses.stream().mapToDouble(StepLosses::step).toArray();
    double[] y =
        losses.stream()
            .mapToDouble(value)
            .map(v -> Math.log10(Math.max(LEAST, Double.isFinite(v) ? v : 1)))
            .toArray();
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(losses.size() == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setMarkerColor(colour);
    series.setLineColor(colour);
    series.setLineStyle(new BasicStroke(width));
  }
}
