// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import io.twingraph.spec.Philox;

/**
 * Takes a stroke from its box to the image: size, slant, tilt and place, then a smooth bending of
 * the plane by a grid of random displacements (elastic distortion, as in Simard et al., "Best
 * practices for convolutional neural networks", ICDAR 2003, on the strokes instead of the pixels).
 */
final class DigitWarp {
  private static final int CELLS = 3;
  private static final double CELL = (double) DigitsData.SIDE / CELLS;
  private static final double CENTRE = DigitsData.SIDE / 2.0;

  private final double xx;
  private final double xy;
  private final double yx;
  private final double yy;
  private final double left;
  private final double top;
  private final double[][] bendX;
  private final double[][] bendY;

  private DigitWarp(double[] matrix, double left, double top, double[][] bendX, double[][] bendY) {
    this.xx = matrix[0];
    this.xy = matrix[1];
    this.yx = matrix[2];
    this.yy = matrix[3];
    this.left = left;
    this.top = top;
    this.bendX = bendX;
    this.bendY = bendY;
  }

  static DigitWarp draw(Philox random) {
    double angle = DigitsData.between(random, -0.28, 0.28);
    double slant = DigitsData.between(random, -0.35, 0.2);
    double wide = DigitsData.between(random, 10, 17);
    double high = DigitsData.between(random, 16, 21);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double[] matrix = {
      cos * wide, (cos * slant - sin) * high, sin * wide, (sin * slant + cos) * high
    };
    double left = CENTRE + DigitsData.between(random, -2.75, 2.75);
    double top = CENTRE + DigitsData.between(random, -2.75, 2.75);
    double strength = DigitsData.between(random, 0.3, 1.1);
    return new DigitWarp(matrix, left, top, grid(random, strength), grid(random, strength));
  }

  private static double[][] grid(Philox random, double strength) {
    double[][] grid = new double[CELLS + 1][CELLS + 1];
    for (double[] row : grid) {
      for (int i = 0; i < row.length; i++) {
        row[i] = strength * random.nextNormal();
      }
    }
    return grid;
  }

  /** Points in pixels for points in the box; {@code x0, y0, x1, y1, ...} both. */
  double[] apply(double[] points) {
    double[] moved = new double[points.length];
    for (int i = 0; i < points.length; i += 2) {
      double u = points[i] - 0.5;
      double v = points[i + 1] - 0.5;
      double x = left + xx * u + xy * v;
      double y = top + yx * u + yy * v;
      moved[i] = x + at(bendX, x, y);
      moved[i + 1] = y + at(bendY, x, y);
    }
    return moved;
  }

  /** The grid's value at a place, interpolated with a smooth step. */
  private static double at(double[][] grid, double x, double y) {
    double column = Math.min(Math.max(x / CELL, 0), CELLS - 1e-9);
    double row = Math.min(Math.max(y / CELL, 0), CELLS - 1e-9);
    int i = (int) column;
    int j = (int) row;
    double s = smooth(column - i);
    double t = smooth(row - j);
    double above = grid[j][i] + (grid[j][i + 1] - grid[j][i]) * s;
    double below = grid[j + 1][i] + (grid[j + 1][i + 1] - grid[j + 1][i]) * s;
    return above + (below - above) * t;
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }
}
