// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.error.Printable;
import io.twingraph.parity.ParityMode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** How the texts of options become values, and what is said of those that do not. */
final class OptionValues {
  private OptionValues() {}

  static void register(CommandLine line) {
    line.registerConverter(int.class, OptionValues::whole)
        .registerConverter(Integer.class, OptionValues::whole)
        .registerConverter(Long.class, OptionValues::wide)
        .registerConverter(Double.class, OptionValues::number)
        .registerConverter(Path.class, OptionValues::path)
        .registerConverter(Preset.class, text -> Words.one(Preset.values(), text))
        .registerConverter(
            RunOptions.Workers.class, text -> Words.one(RunOptions.Workers.values(), text))
        .registerConverter(ParityMode.class, text -> Words.one(ParityMode.values(), text))
        .registerConverter(
            ParityOptions.Reference.class,
            text -> Words.one(ParityOptions.Reference.values(), text));
  }

  /** The refusal of a value. */
  static TypeConversionException notOne(String expected, String text) {
    return new TypeConversionException(
        "expected " + expected + ", but was '" + Printable.quote(text) + "'");
  }

  /** A whole number in digits of ASCII: Java would take those of any script. */
  static boolean digits(String text) {
    return text.matches("[+-]?[0-9]+");
  }

  private static int whole(String text) {
    try {
      return Integer.parseInt(digits(text) ? text : "");
    } catch (NumberFormatException e) {
      throw notOne(
          digits(text) ? "a whole number of at most " + Integer.MAX_VALUE : "a whole number", text);
    }
  }

  private static long wide(String text) {
    try {
      return Long.parseLong(digits(text) ? text : "");
    } catch (NumberFormatException e) {
      throw notOne(digits(text) ? "a whole number of at most 2^63 - 1" : "a whole number", text);
    }
  }

  private static double number(String text) {
    double value;
    try {
      value = text.matches("[0-9.eE+-]+") ? Double.parseDouble(text) : Double.NaN;
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!Double.isFinite(value)) {
      throw notOne("a number", text);
    }
    return value;
  }

  private static Path path(String text) {
    if (text.isEmpty()) {
      throw notOne("the name of a file or folder", text);
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          String.valueOf(e.getReason()).contains("unmappable")
              ? "the locale ("
                  + locale()
                  + ") cannot name this file; set LC_ALL=C.UTF-8 and run again"
              : "no file can have the name '" + Printable.quote(text) + "'");
    }
  }

  private static String locale() {
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String value = System.getenv(name);
      if (value != null && !value.isEmpty()) {
        return name + "=" + value;
      }
    }
    return "none is set";
  }
}
