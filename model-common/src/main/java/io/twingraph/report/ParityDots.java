// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import io.twingraph.parity.ParityReport;
import io.twingraph.parity.Stage;
import io.twingraph.parity.StageRow;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * A line for each tensor: its names at the left, then the part of its tolerance on a logarithmic
 * axis with the limit at 1, then both engines' distances from the reference. Colours are those of
 * {@link CurvePanels}; a tensor that is the same in every bit has a hollow dot at the left end.
 */
final class ParityDots {
  private static final int LINE = 21;
  private static final int TOP = 64;
  private static final int FOOT = 40;
  private static final int NAMES = 430;
  private static final int GAP = 70;
  private static final int MARGIN_RIGHT = 16;
  private static final Color GRID = new Color(0xE0, 0xE0, 0xE0);
  static final Color LIMIT = new Color(0xB0, 0x20, 0x20);
  static final Color MEASURED = new Color(0x40, 0x40, 0x40);

  private final ParityReport report;
  private final List<StageRow> rows;
  private final boolean truth;

  /**
   * A logarithmic axis from {@code 10^low} at {@code x} to {@code 10^high} at {@code x + width};
   * what is outside is at its end.
   */
  private record Axis(int x, int width, int low, int high) {
    static Axis of(int x, int width, DoubleStream values, int atLeast, int atMost) {
      double[] shown = values.filter(v -> v > 0 && v < Double.POSITIVE_INFINITY).toArray();
      double least = DoubleStream.of(shown).min().orElse(Math.pow(10, atLeast));
      double most = DoubleStream.of(shown).max().orElse(Math.pow(10, atMost));
      int low = Math.min((int) Math.floor(Math.log10(least)), atLeast);
      int high = Math.max((int) Math.ceil(Math.log10(most)), atMost);
      return new Axis(x, width, Math.max(low, high - 12), high);
    }

    double at(double value) {
      double log = value > 0 ? Math.log10(Math.min(value, Double.MAX_VALUE)) : low;
      return x + width * (Math.min(Math.max(log, low), high) - low) / (high - low);
    }
  }

  ParityDots(ParityReport report) {
    this.report = report;
    this.rows = report.rows();
    this.truth = rows.stream().anyMatch(row -> row.distanceA() != null);
  }

  int height() {
    return TOP + rows.size() * LINE + FOOT;
  }

  void draw(Graphics2D sheet, int x, int y, int width) {
    int left = x + NAMES;
    int room = width - NAMES - MARGIN_RIGHT;
    int panel = truth ? (room - GAP) / 2 : room;
    DoubleStream used = rows.stream().filter(StageRow::judged).mapToDouble(StageRow::used);
    Axis share = Axis.of(left, panel, used, -3, 1);
    panel(sheet, share, y, "Used part of the tolerance (hollow: identical)");
    names(sheet, x, y, width);
    sheet.setColor(LIMIT);
    sheet.setStroke(new BasicStroke(2f));
    sheet.draw(new Line2D.Double(share.at(1), y + TOP - 6.0, share.at(1), bottom(y)));
    for (int i = 0; i < rows.size(); i++) {
      StageRow row = rows.get(i);
      boolean beyond = row.used() > 1;
      if (row.judged()) {
        dot(sheet, share.at(row.used()), y(y, i), 9, beyond ? LIMIT : MEASURED, row.identical());
      }
    }
    if (truth) {
      distances(sheet, left + panel + GAP, panel, y);
    }
  }

  private void distances(Graphics2D sheet, int x, int width, int y) {
    DoubleStream both =
        rows.stream()
            .filter(row -> row.distanceA() != null)
            .flatMapToDouble(row -> DoubleStream.of(row.distanceA(), row.distanceB()));
    Axis axis = Axis.of(x, width, both, -8, -6);
    panel(sheet, axis, y, "Root mean square from float64 (0: left edge)");
    legend(sheet, x, y + 42);
    for (int i = 0; i < rows.size(); i++) {
      StageRow row = rows.get(i);
      if (row.distanceA() != null) {
        dot(sheet, axis.at(row.distanceA()), y(y, i), 13, CurvePanels.colour(0), false);
        dot(sheet, axis.at(row.distanceB()), y(y, i), 7, CurvePanels.colour(1), false);
      }
    }
  }

  private void legend(Graphics2D sheet, int x, int y) {
    sheet.setFont(CurvePanels.font(Font.PLAIN, 15));
    int at = x;
    for (int i = 0; i < 2; i++) {
      String name = report.engines().get(i).name();
      dot(sheet, at + 7.0, y - 5.0, i == 0 ? 13 : 7, CurvePanels.colour(i), false);
      sheet.setColor(Color.BLACK);
      sheet.drawString(name, at + 20, y);
      at += 50 + sheet.getFontMetrics().stringWidth(name);
    }
  }

  private void panel(Graphics2D sheet, Axis axis, int y, String title) {
    sheet.setColor(Color.BLACK);
    sheet.setFont(CurvePanels.font(Font.BOLD, 17));
    sheet.drawString(title, axis.x(), y + 18);
    sheet.setFont(CurvePanels.font(Font.PLAIN, 14));
    sheet.setStroke(new BasicStroke(1f));
    for (int power = axis.low(); power <= axis.high(); power++) {
      double x = axis.at(Math.pow(10, power));
      sheet.setColor(GRID);
      sheet.draw(new Line2D.Double(x, y + TOP - 6.0, x, bottom(y)));
      String label =
          power >= -2 && power <= 2
              ? String.format(Locale.ROOT, power < 0 ? "%." + -power + "f" : "%.0f", tick(power))
              : "1e" + power;
      sheet.setColor(Color.DARK_GRAY);
      float half = sheet.getFontMetrics().stringWidth(label) / 2f;
      sheet.drawString(label, (float) x - half, (float) bottom(y) + 18);
    }
  }

  private static double tick(int power) {
    return Math.pow(10, power);
  }

  private void names(Graphics2D sheet, int x, int y, int width) {
    Stage stage = null;
    for (int i = 0; i < rows.size(); i++) {
      StageRow row = rows.get(i);
      float base = (float) y(y, i) + 5;
      if (row.stage() != stage) {
        sheet.setColor(Color.BLACK);
        sheet.setFont(CurvePanels.font(Font.BOLD, 14));
        sheet.drawString(row.stage().toString(), x, base);
        sheet.setColor(GRID);
        double top = y(y, i) - LINE / 2.0;
        sheet.setStroke(new BasicStroke(1f));
        sheet.draw(new Line2D.Double(x, top, x + width, top));
      }
      stage = row.stage();
      sheet.setColor(Color.DARK_GRAY);
      sheet.setFont(CurvePanels.font(Font.PLAIN, 14));
      String name = row.tensor();
      int room = NAMES - 195;
      while (sheet.getFontMetrics().stringWidth(name) > room) {
        name = name.substring(0, name.length() - 2) + "…";
      }
      sheet.drawString(name, x + 180, base);
    }
  }

  private double bottom(int y) {
    return y + TOP + rows.size() * LINE + 4.0;
  }

  private static double y(int y, int line) {
    return y + TOP + line * LINE + LINE / 2.0;
  }

  private static void dot(
      Graphics2D sheet, double x, double y, double size, Color colour, boolean hollow) {
    Ellipse2D circle = new Ellipse2D.Double(x - size / 2, y - size / 2, size, size);
    sheet.setColor(hollow ? Color.WHITE : colour);
    sheet.fill(circle);
    sheet.setColor(colour);
    sheet.setStroke(new BasicStroke(1.4f));
    sheet.draw(circle);
  }
}
