// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Values from NumPy and SciPy, made by {@code src/test/python/make_reference_golden.py}: a line for
 * each array, {@code case/name v v v}.
 */
final class GoldenValues {
  private static final Map<String, double[]> ARRAYS = read();

  private GoldenValues() {}

  /** The array of this name, {@code case/name}. */
  static double[] of(String name) {
    assertThat(ARRAYS).containsKey(name);
    return ARRAYS.get(name).clone();
  }

  /** Fails unless each value is within 1e-12 of the largest expected one. */
  static void assertGolden(String name, double[] actual) {
    double[] expected = of(name);
    assertThat(actual).as(name).hasSameSizeAs(expected);
    double scale = 0;
    for (double value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i]))
          .as("%s[%d]: got %s, expected %s", name, i, actual[i], expected[i])
          .isLessThanOrEqualTo(1e-12 * scale);
    }
  }

  private static Map<String, double[]> read() {
    try (InputStream in = GoldenValues.class.getResourceAsStream("golden.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("/", 2))
          .collect(
              Collectors.toMap(
                  parts -> parts[0] + "/" + parts[1].split(" ", 2)[0],
                  parts -> numbers(parts[1].split(" ", 2)[1])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double[] numbers(String text) {
    return Stream.of(text.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }
}
