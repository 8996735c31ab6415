// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import io.twingraph.report.Pictures;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * Bars that lie, one for each contestant: its name on the left, then a bar as long as its median
 * with a line from the least to the most, then the figure and the ratio. An engine has one colour;
 * Twingraph's bars are full, the others' pale.
 *
 * @param title above the bars
 */
record BarPanel(String title, List<Bar> bars) {
  /**
   * One contestant.
   *
   * @param engine 0 for torch, 1 for TensorFlow
   * @param own whether it is Twingraph
   * @param value {@code null} if there is none
   * @param text beside the bar
   * @param ratio beside the text; empty if there is none
   * @param problem instead of both, or after them; {@code null} if there is none
   */
  record Bar(
      String label,
      int engine,
      boolean own,
      Spread value,
      String text,
      String ratio,
      String problem) {}

  private static final int LINE = 25;
  private static final int TOP = 46;
  private static final int FOOT = 24;
  private static final int NAMES = 300;
  private static final int FIGURES = 168;
  private static final int THICK = 15;
  private static final Color AXIS = new Color(0xB0, 0xB0, 0xB0);
  private static final Color WHISKER = new Color(0x40, 0x40, 0x40);
  private static final Color PROBLEM = new Color(0x90, 0x30, 0x20);

  BarPanel {
    bars = List.copyOf(bars);
  }

  int height() {
    return TOP + bars.size() * LINE + FOOT;
  }

  void draw(Graphics2D sheet, int x, int y, int width) {
    sheet.setColor(Color.BLACK);
    sheet.setFont(Pictures.font(Font.BOLD, 18));
    sheet.drawString(title, x, y + 24);
    double most =
        bars.stream()
            .filter(bar -> bar.value() != null)
            .mapToDouble(bar -> bar.value().max())
            .max()
            .orElse(1);
    int room = width - NAMES - FIGURES;
    for (int i = 0; i < bars.size(); i++) {
      bar(sheet, bars.get(i), x, y + TOP + i * LINE, room, room / most);
    }
    sheet.setColor(AXIS);
    sheet.setStroke(new BasicStroke(1f));
    double axis = x + NAMES;
    sheet.draw(new Line2D.Double(axis, y + TOP - 4.0, axis, y + TOP + bars.size() * LINE - 4.0));
  }

  private static void bar(Graphics2D sheet, Bar bar, int x, int y, int room, double scale) {
    sheet.setFont(Pictures.font(bar.own() ? Font.BOLD : Font.PLAIN, 14));
    sheet.setColor(bar.value() == null ? Color.GRAY : Color.BLACK);
    String label = cut(sheet, bar.label(), NAMES - 12);
    int text = y + 13;
    sheet.drawString(label, x + NAMES - 10 - sheet.getFontMetrics().stringWidth(label), text);
    int left = x + NAMES;
    sheet.setFont(Pictures.font(Font.PLAIN, 14));
    if (bar.value() == null) {
      sheet.setColor(PROBLEM);
      sheet.drawString(cut(sheet, bar.problem(), room + FIGURES - 10), left + 8, text);
      return;
    }
    sheet.setColor(colour(bar));
    sheet.fill(new Rectangle2D.Double(left, y, bar.value().median() * scale, THICK));
    whisker(sheet, left, y, bar.value(), scale);
    int figures = left + room + 10;
    sheet.setColor(bar.problem() == null ? Color.BLACK : PROBLEM);
    sheet.drawString(bar.text(), figures, text);
    String right = bar.problem() == null ? bar.ratio() : "does not count";
    sheet.setFont(Pictures.font(Font.BOLD, 14));
    sheet.drawString(
        right, figures + FIGURES - 10 - sheet.getFontMetrics().stringWidth(right), text);
  }

  private static void whisker(Graphics2D sheet, int left, int y, Spread value, double scale) {
    double middle = y + THICK / 2.0;
    double from = left + value.min() * scale;
    double to = left + value.max() * scale;
    sheet.setColor(WHISKER);
    sheet.setStroke(new BasicStroke(1.4f));
    sheet.draw(new Line2D.Double(from, middle, to, middle));
    sheet.draw(new Line2D.Double(from, middle - 3, from, middle + 3));
    sheet.draw(new Line2D.Double(to, middle - 3, to, middle + 3));
  }

  private static Color colour(Bar bar) {
    Color full = Pictures.colour(bar.engine());
    return bar.own() ? full : pale(full);
  }

  /** Half-way to white. */
  static Color pale(Color colour) {
    return new Color(
        (colour.getRed() + 255) / 2, (colour.getGreen() + 255) / 2, (colour.getBlue() + 255) / 2);
  }

  private static String cut(Graphics2D sheet, String text, int width) {
    String shown = text;
    while (shown.length() > 2 && sheet.getFontMetrics().stringWidth(shown) > width) {
      shown = shown.substring(0, shown.length() - 2) + "…";
    }
    return shown;
  }
}
