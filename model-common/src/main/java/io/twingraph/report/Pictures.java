// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import io.twingraph.run.WholeFile;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.XYChart;

/** What all pictures share: drawn without a display, with fonts or not at all, written whole. */
public final class Pictures {
  private Pictures() {}

  /**
   * Draws and writes a PNG. Folders that are missing are made.
   *
   * @throws CurvesChart.NoFontsException if this machine has no fonts; nothing is written
   * @throws IOException if the file cannot be written
   */
  public static void write(Supplier<BufferedImage> picture, Path png) throws IOException {
    write(picture, png, Pictures::drawText);
  }

  /** The font of all pictures. */
  public static Font font(int style, int size) {
    return CurvePanels.font(style, size);
  }

  /** The colour of the first, second, ... engine in all pictures. */
  public static Color colour(int engine) {
    return CurvePanels.colour(engine);
  }

  /**
   * As {@link #write(Supplier, Path)}, where fonts are found to be missing by a call.
   *
   * @param fontProbe fails where there are no fonts
   * @throws CurvesChart.NoFontsException if it fails; nothing is written
   */
  static void write(Supplier<BufferedImage> picture, Path png, Runnable fontProbe)
      throws IOException {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    try {
      fontProbe.run();
    } catch (RuntimeException | Error e) { // which of them depends on what is missing
      throw new CurvesChart.NoFontsException(e);
    }
    write(picture.get(), png);
  }

  /**
   * Writes a PNG, whole or not at all, by way of memory: no folder for temporary files is needed.
   */
  static void write(BufferedImage picture, Path png) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(picture, "png", out)) {
        throw new IOException("cannot write " + png + ": this Java has no PNG writer");
      }
    }
    WholeFile.write(png, bytes.toByteArray());
  }

  /** Fails in one of several ways where there are no fonts. */
  static void drawText() {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setFont(CurvePanels.font(Font.PLAIN, 8));
    graphics.drawString("x", 0, 8);
    graphics.dispose();
  }

  static void place(XYChart chart, Graphics2D sheet, int x, int y, int width, int height) {
    Graphics2D part = (Graphics2D) sheet.create(x, y, width, height);
    chart.paint(part, width, height);
    part.dispose();
  }

  /** At most two lines; the second ends with an ellipsis where the text is longer. */
  static List<String> wrap(String text, Graphics2D sheet, int width) {
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
