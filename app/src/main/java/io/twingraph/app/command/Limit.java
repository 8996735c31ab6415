// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import picocli.CommandLine.ITypeConverter;

/**
 * How many images of a set to use.
 *
 * @param count at least 1; {@link Integer#MAX_VALUE} for all
 */
record Limit(int count) {
  /** All of them. */
  static final Limit ALL = new Limit(Integer.MAX_VALUE);

  /** Reads a number or {@code all}. */
  static final class Converter implements ITypeConverter<Limit> {
    @Override
    public Limit convert(String value) {
      if ("all".equals(value)) {
        return ALL;
      }
      try {
        int count = Integer.parseInt(OptionValues.digits(value) ? value : "");
        if (count >= 1) {
          return new Limit(count);
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw OptionValues.notOne("a number from 1, or 'all'", value);
    }
  }
}
