// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import io.twingraph.spec.Philox;

/** A small sheet to draw on with a round pen, anti-aliased. */
final class DigitCanvas {
  private static final double EDGE = 0.6;

  private final int side;
  private final double[] ink;

  DigitCanvas(int side) {
    this.side = side;
    this.ink = new double[side * side];
  }

  /** A line with round ends; all lengths in pixels, pixel (0, 0) centred on (0.5, 0.5). */
  void segment(double x0, double y0, double x1, double y1, double radius) {
    double reach = radius + EDGE;
    int fromX = Math.max(0, (int) (Math.min(x0, x1) - reach));
    int toX = Math.min(side - 1, (int) (Math.max(x0, x1) + reach));
    int fromY = Math.max(0, (int) (Math.min(y0, y1) - reach));
    int toY = Math.min(side - 1, (int) (Math.max(y0, y1) + reach));
    double dx = x1 - x0;
    double dy = y1 - y0;
    double length = dx * dx + dy * dy;
    for (int row = fromY; row <= toY; row++) {
      for (int column = fromX; column <= toX; column++) {
        double px = column + 0.5 - x0;
        double py = row + 0.5 - y0;
        double t = length > 0 ? Math.min(Math.max((px * dx + py * dy) / length, 0), 1) : 0;
        double ex = px - t * dx;
        double ey = py - t * dy;
        double distance = Math.sqrt(ex * ex + ey * ey);
        double cover = Math.min((radius + EDGE - distance) / (2 * EDGE), 1);
        int at = row * side + column;
        ink[at] = Math.max(ink[at], cover);
      }
    }
  }

  /**
   * Writes the sheet as bytes.
   *
   * @param dark the blackest ink, 0..1
   * @param grain standard deviation of the noise, 0..1
   */
  void develop(double dark, double grain, Philox random, byte[] pixels, int at) {
    for (int i = 0; i < ink.length; i++) {
      double value = 255 * (dark * ink[i] + grain * bell(random.nextInt()));
      pixels[at + i] = (byte) (int) Math.min(Math.max(value + 0.5, 0), 255);
    }
  }

  /** The sum of four bytes, centred and scaled to variance 1: near enough to a normal draw. */
  private static double bell(int bits) {
    int sum = (bits & 0xFF) + (bits >>> 8 & 0xFF) + (bits >>> 16 & 0xFF) + (bits >>> 24);
    return (sum - 510) / 147.8;
  }
}
