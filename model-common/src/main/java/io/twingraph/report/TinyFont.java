// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import java.awt.image.BufferedImage;
import java.util.Locale;

/**
 * Capital letters, digits and a few signs of 5x7 points, drawn at twice that size; so that a
 * picture can have text where no fonts are installed. A sign that is not here is drawn as a box.
 */
final class TinyFont {
  /** Pixels from the top of a line to its bottom. */
  static final int HEIGHT = 14;

  private static final int ZOOM = 2;
  private static final int ROWS = 7;
  private static final int COLUMNS = 5;
  private static final int ADVANCE = (COLUMNS + 1) * ZOOM;

  private static final String SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-/.:_";

  /** For each sign its seven rows from the top, two hex digits each, the highest bit of 5 left. */
  private static final String[] POINTS = {
    "0E11131519110E", // 0
    "040C040404040E", // 1
    "0E11010204081F", // 2
    "1F02040201110E", // 3
    "02060A121F0202", // 4
    "1F101E0101110E", // 5
    "0608101E11110E", // 6
    "1F010204080808", // 7
    "0E11110E11110E", // 8
    "0E11110F01020C", // 9
    "0E11111F111111", // A
    "1E11111E11111E", // B
    "0E11101010110E", // C
    "1C12111111121C", // D
    "1F10101E10101F", // E
    "1F10101E101010", // F
    "0E11101711110F", // G
    "1111111F111111", // H
    "0E04040404040E", // I
    "0702020202120C", // J
    "11121418141211", // K
    "1010101010101F", // L
    "111B1515111111", // M
    "11111915131111", // N
    "0E11111111110E", // O
    "1E11111E101010", // P
    "0E11111115120D", // Q
    "1E11111E141211", // R
    "0F10100E01011E", // S
    "1F040404040404", // T
    "1111111111110E", // U
    "11111111110A04", // V
    "1111111515150A", // W
    "11110A040A1111", // X
    "1111110A040404", // Y
    "1F01020408101F", // Z
    "0000001F000000", // -
    "00010204081000", // /
    "00000000000C0C", // .
    "000C0C000C0C00", // :
    "0000000000001F", // _
  };

  private static final String BOX = "1F11111111111F";

  private TinyFont() {}

  /** Pixels that the text takes from left to right. */
  static int width(String text) {
    return text.isEmpty() ? 0 : text.length() * ADVANCE - ZOOM;
  }

  /** The signs of the text that would be drawn as boxes. */
  static String missing(String text) {
    StringBuilder missing = new StringBuilder();
    text.toUpperCase(Locale.ROOT)
        .chars()
        .filter(sign -> sign != ' ' && SIGNS.indexOf(sign) < 0)
        .forEach(sign -> missing.append((char) sign));
    return missing.toString();
  }

  /** Draws the text, in capitals, with its top left corner at the given place. */
  static void draw(BufferedImage on, String text, int left, int top, int colour) {
    String capitals = text.toUpperCase(Locale.ROOT);
    for (int i = 0; i < capitals.length(); i++) {
      if (capitals.charAt(i) != ' ') {
        sign(on, points(capitals.charAt(i)), left + i * ADVANCE, top, colour);
      }
    }
  }

  private static String points(char sign) {
    int index = SIGNS.indexOf(sign);
    return index < 0 ? BOX : POINTS[index];
  }

  private static void sign(BufferedImage on, String points, int left, int top, int colour) {
    for (int row = 0; row < ROWS; row++) {
      int bits = Integer.parseInt(points, 2 * row, 2 * row + 2, 16);
      for (int column = 0; column < COLUMNS; column++) {
        if ((bits >> (COLUMNS - 1 - column) & 1) == 1) {
          dot(on, left + column * ZOOM, top + row * ZOOM, colour);
        }
      }
    }
  }

  private static void dot(BufferedImage on, int left, int top, int colour) {
    for (int y = top; y < top + ZOOM; y++) {
      for (int x = left; x < left + ZOOM; x++) {
        on.setRGB(x, y, colour);
      }
    }
  }
}
