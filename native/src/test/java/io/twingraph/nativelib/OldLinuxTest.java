// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The project's natives run where the engines' do: RHEL 8 has glibc 2.28 and GCC 8's libraries. */
class OldLinuxTest {
  /** The newest versions that such a Linux has. */
  private static final Map<String, List<Integer>> NEWEST =
      Map.of(
          "GLIBC", List.of(2, 28),
          "GLIBCXX", List.of(3, 4, 25),
          "CXXABI", List.of(1, 3, 11),
          "GCC", List.of(8, 0, 0));

  private static final Pattern NEEDED = Pattern.compile("\\b([A-Z]+)_([0-9]+(?:\\.[0-9]+)+)\\b");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nativelib/linux-x86_64/libjnitwingraph.so",
        "nativelib/linux-x86_64/libjnitwingraph_blas.so",
        "reference/linux-x86_64/libjnitwingraphreference.so"
      })
  void nothingNewerThanGlibc228IsAskedFor(String library) throws Exception {
    assumeThat(run("objdump", "--version")).as("objdump").isNotNull();
    try (InputStream built = NativeParts.class.getResourceAsStream("/io/twingraph/" + library)) {
      assumeThat(built).as("%s, which a C++ compiler builds", library).isNotNull();
      Files.copy(built, folder.resolve("library.so"));
    }
    String symbols = run("objdump", "-T", folder.resolve("library.so").toString());
    assertThat(symbols).contains("GLIBC_2.2.5");
    assertThat(symbols.lines().filter(OldLinuxTest::isTooNew)).isEmpty();
  }

  private static boolean isTooNew(String symbol) {
    Matcher needed = NEEDED.matcher(symbol);
    while (needed.find()) {
      List<Integer> newest = NEWEST.get(needed.group(1));
      if (newest != null && compare(needed.group(2), newest) > 0) {
        return true;
      }
    }
    return false;
  }

  private static int compare(String version, List<Integer> other) {
    String[] parts = version.split("\\.", -1);
    for (int i = 0; i < Math.min(parts.length, other.size()); i++) {
      int difference = Integer.compare(Integer.parseInt(parts[i]), other.get(i));
      if (difference != 0) {
        return difference;
      }
    }
    return Integer.compare(parts.length, other.size());
  }

  /** What a program prints; {@code null} where there is no such program. */
  private static String run(String... command) throws Exception {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return null;
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
