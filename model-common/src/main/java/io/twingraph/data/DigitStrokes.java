// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The ten digits as pen strokes, in two or three ways of writing each. A stroke is a list of points
 * in a box of 1 x 1, x to the right and y down.
 *
 * <p>The notation is that of SVG paths with absolute numbers in hundredths: {@code M} puts the pen
 * down, {@code L} draws a line, {@code C} a cubic Bezier curve.
 */
final class DigitStrokes {
  private static final int PIECES = 10;

  private static final String[][] PATHS = {
    {
      "M 50 4 C 18 4 10 32 10 52 C 10 76 24 96 50 96 C 78 96 90 74 90 48 C 90 24 78 4 48 4",
      "M 64 8 C 34 2 20 34 20 58 C 20 84 36 98 52 95 C 76 92 84 60 82 38 C 80 14 66 2 46 8",
    },
    {
      "M 52 4 L 48 96",
      "M 30 28 L 54 5 L 52 96",
      "M 32 26 C 42 20 48 12 54 5 L 52 95 M 28 96 L 78 94",
    },
    {
      "M 14 28 C 18 4 82 -6 80 30 C 78 56 34 70 12 95 L 88 94",
      "M 18 24 C 30 -2 84 2 78 34 C 73 62 42 76 22 92 C 4 102 6 72 28 77 C 50 82 64 100 92 86",
    },
    {
      "M 16 16 C 38 -4 86 0 80 28 C 76 46 56 48 40 48 C 66 46 92 54 87 75 C 80 102 34 100 12 84",
      "M 18 8 L 80 7 L 46 42 C 76 38 94 58 85 78 C 76 99 34 102 12 84",
    },
    {
      "M 28 6 C 24 26 20 40 14 56 L 90 54 M 68 28 L 64 96",
      "M 68 96 L 70 4 L 10 64 L 92 62",
      "M 20 6 C 18 24 14 42 22 48 C 40 56 64 48 78 42 M 80 4 C 76 40 72 70 70 96",
    },
    {
      "M 82 6 L 28 7 L 22 46 C 46 32 90 38 85 68 C 80 99 34 101 12 85",
      "M 30 10 C 28 24 24 36 24 48 C 48 36 86 44 82 70 C 78 98 36 100 16 90 M 30 9 L 86 5",
    },
    {
      "M 72 4 C 40 14 14 48 17 72 C 22 99 79 101 81 73 C 81 48 34 44 19 72",
      "M 54 4 C 28 32 10 62 22 84 C 36 106 86 92 79 66 C 72 48 32 54 22 78",
    },
    {
      "M 12 8 L 86 7 L 40 96",
      "M 12 10 L 88 8 C 66 38 50 68 44 96 M 28 52 L 76 48",
      "M 14 26 L 18 8 C 40 14 62 12 86 6 C 70 34 54 64 46 96",
    },
    {
      "M 50 48 C 18 38 16 4 50 4 C 84 4 82 38 50 48 C 10 60 8 96 50 96 C 92 96 90 60 50 48",
      "M 80 18 C 58 -6 16 6 24 28 C 31 48 84 50 80 77 C 76 102 18 102 20 74 C 22 50 72 46 80 14",
    },
    {
      "M 80 30 C 78 2 20 0 20 30 C 20 58 72 60 80 28 L 74 96",
      "M 78 26 C 70 -2 16 4 20 32 C 24 58 74 56 79 24 C 84 60 70 92 34 96",
    },
  };

  private static final List<List<List<double[]>>> STYLES =
      Arrays.stream(PATHS)
          .map(styles -> Arrays.stream(styles).map(DigitStrokes::parse).toList())
          .toList();

  private DigitStrokes() {}

  /** In how many ways {@code digit} can be written. */
  static int styles(int digit) {
    return STYLES.get(digit).size();
  }

  /** The strokes of one way of writing {@code digit}, each as {@code x0, y0, x1, y1, ...}. */
  static List<double[]> of(int digit, int style) {
    return STYLES.get(digit).get(style);
  }

  private static List<double[]> parse(String path) {
    List<double[]> strokes = new ArrayList<>();
    List<Double> points = new ArrayList<>();
    String[] words = path.split(" ", -1);
    int at = 0;
    while (at < words.length) {
      switch (words[at]) {
        case "M" -> {
          finish(points, strokes);
          points.add(number(words[at + 1]));
          points.add(number(words[at + 2]));
          at += 3;
        }
        case "L" -> {
          line(points, number(words[at + 1]), number(words[at + 2]));
          at += 3;
        }
        case "C" -> {
          double[] control = new double[6];
          for (int i = 0; i < 6; i++) {
            control[i] = number(words[at + 1 + i]);
          }
          curve(points, control);
          at += 7;
        }
        default -> throw new IllegalStateException("unknown command " + words[at] + " in " + path);
      }
    }
    finish(points, strokes);
    return strokes;
  }

  private static double number(String word) {
    return Integer.parseInt(word) / 100.0;
  }

  private static void finish(List<Double> points, List<double[]> strokes) {
    if (!points.isEmpty()) {
      strokes.add(points.stream().mapToDouble(Double::doubleValue).toArray());
      points.clear();
    }
  }

  /** Lines are cut too, so that they can bend. */
  private static void line(List<Double> points, double x, double y) {
    double x0 = points.get(points.size() - 2);
    double y0 = points.get(points.size() - 1);
    for (int i = 1; i <= PIECES; i++) {
      double t = (double) i / PIECES;
      points.add(x0 + (x - x0) * t);
      points.add(y0 + (y - y0) * t);
    }
  }

  private static void curve(List<Double> points, double[] c) {
    double x0 = points.get(points.size() - 2);
    double y0 = points.get(points.size() - 1);
    for (int i = 1; i <= PIECES; i++) {
      double t = (double) i / PIECES;
      double s = 1 - t;
      double a = s * s * s;
      double b = 3 * s * s * t;
      double d = 3 * s * t * t;
      double e = t * t * t;
      points.add(a * x0 + b * c[0] + d * c[2] + e * c[4]);
      points.add(a * y0 + b * c[1] + d * c[3] + e * c[5]);
    }
  }
}
