// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import io.twingraph.data.Dataset;
import io.twingraph.data.ImageSet;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A picture of a data set's first images, each with the name of its label below it. Needs neither a
 * display nor installed fonts.
 */
public final class SampleSheet {
  private static final int ZOOM = 3;
  private static final int MARGIN = 10;
  private static final int PAPER = 0xFFFFFF;
  private static final int TEXT = 0x303030;

  private final Dataset dataset;
  private final ImageSet images;
  private final int rows;
  private final int columns;
  private final int cellWidth;
  private final int cellHeight;

  private SampleSheet(Dataset dataset, int rows, int columns) {
    this.dataset = dataset;
    this.images = dataset.train().limit(Math.multiplyExact(rows, columns));
    this.columns = Math.max(1, Math.min(columns, images.count()));
    this.rows = (images.count() + this.columns - 1) / this.columns;
    int widest = dataset.classNames().stream().mapToInt(TinyFont::width).max().orElse(0);
    this.cellWidth = Math.max(images.width() * ZOOM, widest) + MARGIN;
    this.cellHeight = images.height() * ZOOM + TinyFont.HEIGHT + 4 + MARGIN;
  }

  /**
   * Writes a PNG with the first {@code rows * columns} training images, three pixels for each of
   * theirs.
   *
   * @throws IOException if the file cannot be written; what was there is then as it was
   */
  public static void write(Dataset dataset, int rows, int columns, Path png) throws IOException {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "a sheet needs at least one row and one column, got " + rows + " and " + columns);
    }
    Pictures.write(new SampleSheet(dataset, rows, columns).draw(), png);
  }

  private BufferedImage draw() {
    int width = MARGIN + columns * cellWidth;
    int height = MARGIN + TinyFont.HEIGHT + MARGIN + rows * cellHeight;
    String title = dataset.name() + ": " + dataset.train().count() + " training images";
    width = Math.max(width, TinyFont.width(title) + 2 * MARGIN);
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    fill(picture, 0, 0, width, height, PAPER);
    TinyFont.draw(picture, title, MARGIN, MARGIN, TEXT);
    for (int i = 0; i < images.count(); i++) {
      int left = MARGIN + i % columns * cellWidth;
      int top = MARGIN + TinyFont.HEIGHT + MARGIN + i / columns * cellHeight;
      int room = cellWidth - MARGIN;
      image(picture, i, left + (room - images.width() * ZOOM) / 2, top);
      String label = dataset.classNames().get(images.label(i));
      int indent = (room - TinyFont.width(label)) / 2;
      TinyFont.draw(picture, label, left + indent, top + images.height() * ZOOM + 4, TEXT);
    }
    return picture;
  }

  private void image(BufferedImage picture, int index, int left, int top) {
    int channels = images.channels();
    for (int y = 0; y < images.height(); y++) {
      for (int x = 0; x < images.width(); x++) {
        int at = (y * images.width() + x) * channels;
        int red = images.pixel(index, at);
        int green = channels == 3 ? images.pixel(index, at + 1) : red;
        int blue = channels == 3 ? images.pixel(index, at + 2) : red;
        int colour = red << 16 | green << 8 | blue;
        fill(picture, left + x * ZOOM, top + y * ZOOM, ZOOM, ZOOM, colour);
      }
    }
  }

  private static void fill(BufferedImage on, int left, int top, int width, int height, int colour) {
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        on.setRGB(x, y, colour);
      }
    }
  }
}
