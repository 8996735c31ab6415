// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import io.twingraph.report.Pictures;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A benchmark as a picture: a panel of bars for each workload, then start and memory. Works without
 * a display.
 */
public final class BenchChart {
  private static final int WIDTH = 1720;
  private static final int MARGIN = 30;
  private static final int HEADING = 132;
  private static final int BETWEEN = 40;
  private static final double MEBI = 1 << 20;

  private final Figures figures;

  private BenchChart(Figures figures) {
    this.figures = figures;
  }

  /**
   * Writes the picture as a PNG. Folders that are missing are made.
   *
   * @throws io.twingraph.report.CurvesChart.NoFontsException if this machine has no fonts; nothing
   *     is written
   * @throws IOException if the file cannot be written
   */
  public static void write(BenchResult result, Path png) throws IOException {
    Pictures.write(new BenchChart(new Figures(result))::draw, png);
  }

  private BufferedImage draw() {
    List<BarPanel> panels = panels();
    int columns = panels.size() == 1 ? 1 : 2;
    int height = HEADING + MARGIN;
    for (int i = 0; i < panels.size(); i += columns) {
      height += rowHeight(panels, i, columns);
    }
    BufferedImage image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D sheet = image.createGraphics();
    sheet.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    sheet.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    sheet.setColor(Color.WHITE);
    sheet.fillRect(0, 0, WIDTH, height);
    heading(sheet);
    int width = (WIDTH - 2 * MARGIN - (columns - 1) * BETWEEN) / columns;
    int y = HEADING;
    for (int i = 0; i < panels.size(); i++) {
      panels.get(i).draw(sheet, MARGIN + i % columns * (width + BETWEEN), y, width);
      if ((i + 1) % columns == 0) {
        y += rowHeight(panels, i + 1 - columns, columns);
      }
    }
    sheet.dispose();
    return image;
  }

  private static int rowHeight(List<BarPanel> panels, int first, int columns) {
    return panels.subList(first, Math.min(first + columns, panels.size())).stream()
        .mapToInt(BarPanel::height)
        .max()
        .orElse(0);
  }

  private void heading(Graphics2D sheet) {
    BenchResult result = figures.result();
    sheet.setColor(Color.BLACK);
    sheet.setFont(Pictures.font(Font.BOLD, 28));
    sheet.drawString("Twingraph, measured side by side", MARGIN, 44);
    sheet.setFont(Pictures.font(Font.PLAIN, 16));
    sheet.setColor(Color.DARK_GRAY);
    sheet.drawString(
        String.format(
            Locale.ROOT,
            "%s, %d threads, %d round%s, data %s, Twingraph %s. Shorter is better.",
            result.machine().cpu(),
            result.threads(),
            result.rounds(),
            result.rounds() == 1 ? "" : "s",
            result.data(),
            result.provenance().twingraph()),
        MARGIN,
        74);
    int x = MARGIN;
    x = legend(sheet, x, Pictures.colour(0), "Twingraph on torch");
    x = legend(sheet, x, BarPanel.pale(Pictures.colour(0)), "others on torch");
    x = legend(sheet, x, Pictures.colour(1), "Twingraph on TensorFlow");
    x = legend(sheet, x, BarPanel.pale(Pictures.colour(1)), "others on TensorFlow");
    sheet.drawString("bold figure: its value over Twingraph's on the same engine", x, 104);
  }

  private static int legend(Graphics2D sheet, int x, Color colour, String text) {
    sheet.setColor(colour);
    sheet.fillRect(x, 91, 22, 15);
    sheet.setColor(Color.DARK_GRAY);
    sheet.drawString(text, x + 30, 104);
    return x + 30 + sheet.getFontMetrics().stringWidth(text) + 28;
  }

  private List<BarPanel> panels() {
    List<BarPanel> panels = new ArrayList<>();
    for (Workload workload : figures.result().workloads()) {
      boolean epoch = workload.kind() == Workload.Kind.EPOCH;
      panels.add(
          new BarPanel(
              workload.id() + ": " + workload.title() + (epoch ? " (s)" : " (ms)"),
              figures.rows(workload).stream().map(row -> time(row, epoch)).toList()));
    }
    if (!figures.starts().isEmpty()) {
      Stream<Figures.StartRow> first = figures.starts().stream();
      panels.add(
          new BarPanel(
              "Start of the process to end of the first step (s)",
              first.map(this::start).toList()));
      panels.add(
          new BarPanel(
              "Peak resident memory, " + Workload.MAIN + " (MiB)",
              figures.starts().stream().map(this::memory).toList()));
    }
    return panels;
  }

  private BarPanel.Bar time(Figures.Row row, boolean epoch) {
    String text = "";
    if (row.millis() != null) {
      double median = row.millis().median();
      text = epoch ? String.format(Locale.ROOT, "%.2f", median / 1000) : Sheets.millis(median);
    }
    return bar(row.contestant(), row.label(), row.millis(), text, row.ratio(), row.problem());
  }

  private BarPanel.Bar start(Figures.StartRow row) {
    Spread value = row.firstStepSeconds();
    String text = value == null ? "" : String.format(Locale.ROOT, "%.2f", value.median());
    return bar(row.contestant(), row.label(), value, text, row.firstStepRatio(), row.problem());
  }

  private BarPanel.Bar memory(Figures.StartRow row) {
    Spread value = row.peakBytes();
    String text = value == null ? "" : String.format(Locale.ROOT, "%.0f", value.median() / MEBI);
    return bar(row.contestant(), row.label(), value, text, row.peakRatio(), row.problem());
  }

  private BarPanel.Bar bar(
      String name, String label, Spread value, String text, Spread ratio, String problem) {
    Contestant contestant = figures.result().contestant(name).orElseThrow();
    return new BarPanel.Bar(
        label,
        contestant.engine().equals("torch") ? 0 : 1,
        contestant.kind() != Contestant.Kind.PEER,
        value,
        text,
        ratio == null ? "" : String.format(Locale.ROOT, "%.2f x", ratio.median()),
        value == null && problem == null ? "not measured" : problem);
  }
}
