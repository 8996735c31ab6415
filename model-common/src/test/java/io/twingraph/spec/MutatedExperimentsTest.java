// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.error.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of experiment files that went wrong somewhere, drawn from fixed seeds: each is read, or
 * refused in five lines of bounded length without the words of a library.
 */
class MutatedExperimentsTest {
  private static final int FILES = 800;

  private static final Pattern FOREIGN =
      Pattern.compile(
          "Cannot (coerce|construct|map)|deserializ|Trailing token|START_|END_|VALUE_|FAIL_ON|Feature"
              + "|JsonRead|StreamRead|jackson|snakeyaml|while (scanning|parsing)|token|java\\.|Exception"
              + "|io\\.twingraph|column \\d|BOM \\(",
          Pattern.CASE_INSENSITIVE);

  /** Values of the wrong kind, out of range, or in another notation. */
  private static final String[] SCALARS = {
    "abc",
    ".nan",
    ".inf",
    "-1",
    "0",
    "1e999",
    "null",
    "~",
    "true",
    "[1]",
    "{a: 1}",
    "\"\"",
    "0x10",
    "1e-400",
    "-0.0",
    "\"0.01\"",
    "1.5",
    "2147483648",
    "99999999999999999999",
    "010",
    "0b11",
    "12:30",
    "yes",
    "!!str 32",
    "&a 3",
    "*a",
    "!dense",
    "@",
    "`",
    "%",
    "- 1",
    ": ",
    "'",
    "\"",
    "[",
    "{",
    "}",
    "]",
    ",",
    "#",
    "\t",
    "\u202e",
    "\\x1b",
    "\"\\e[31m\"",
    "\"a\\r\\nb\"",
    "<<: 1",
    "? a",
    "| x",
    "1e308",
    "1e-39",
    "softmax",
    "leaky_relu",
    "{type: x}",
    "[3, 3, 3]",
    "{top: 1}",
    "same",
    "\u0000",
    "\u0085",
    "\u2028",
    "\ud800",
    "9".repeat(70),
    "a".repeat(5000),
    "[".repeat(40),
    "- ".repeat(40),
  };

  @TempDir private Path folder;

  private static String refusal(Path file) {
    try {
      ExperimentFile.load(file);
      return null;
    } catch (SpecException e) {
      return e.getMessage();
    }
  }

  private static List<String> faults(String message) {
    List<String> faults = new ArrayList<>();
    String[] lines = message.split("\n", -1);
    if (lines.length != 5) {
      faults.add("not five lines");
    }
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].length() > 300) {
        faults.add("a line of " + lines[i].length() + " characters");
      }
      // What was found is quoted as it is; every other word is ours.
      if (!lines[i].startsWith("  got: ") && !lines[i].startsWith("  where: ")) {
        FOREIGN.matcher(lines[i]).results().forEach(found -> faults.add(found.group()));
      }
    }
    if (message.codePoints().anyMatch(c -> c != '\n' && Character.isISOControl(c))) {
      faults.add("a control character");
    }
    return faults;
  }

  private void hold(String kind, String valid) throws IOException {
    List<String> wrong = new ArrayList<>();
    int refused = 0;
    Path file = folder.resolve("m." + kind);
    assertThat(refusal(Files.writeString(file, valid))).isNull();
    for (int seed = 0; seed < FILES; seed++) {
      byte[] mutant = new Mutation(seed).of(valid);
      Files.write(file, mutant);
      String message = refusal(file);
      if (message != null) {
        refused++;
        List<String> faults = faults(message.replace(folder.toString(), ""));
        if (!faults.isEmpty()) {
          wrong.add(kind + " of seed " + seed + ": " + faults + " in " + message);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(refused).as("refused of " + FILES).isGreaterThan(FILES / 2);
  }

  private static Experiment everything() {
    return Presets.matched()
        .withOptimizer(new Optimizer.Adam(0.9, 0.999, 1e-7))
        .withSchedule(Schedule.stepDecay(10, 0.5));
  }

  @Test
  void yamlIsReadOrRefusedInOwnWords() throws IOException {
    hold("yaml", ExperimentFile.toYaml(everything()));
  }

  @Test
  void jsonIsReadOrRefusedInOwnWords() throws IOException {
    hold("json", ExperimentFile.json().writeValueAsString(everything()));
  }

  /** Two or three changes to a text, drawn from a seed. */
  private static final class Mutation {
    private final Random random;

    Mutation(long seed) {
      random = new Random(seed);
    }

    byte[] of(String valid) {
      String text = valid;
      for (int i = random.nextInt(2); i >= 0; i--) {
        text = change(text);
      }
      byte[] bytes = text.getBytes(UTF_8);
      if (bytes.length > 0 && random.nextInt(12) == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      return bytes;
    }

    private String change(String text) {
      List<String> lines = new ArrayList<>(text.lines().toList());
      if (lines.isEmpty()) {
        return text;
      }
      int at = random.nextInt(lines.size());
      String line = lines.get(at);
      String scalar = SCALARS[random.nextInt(SCALARS.length)];
      int colon = line.indexOf(':');
      switch (random.nextInt(9)) {
        case 0, 1, 2 ->
            lines.set(at, colon < 0 ? scalar : line.substring(0, colon + 1) + " " + scalar);
        case 3 -> lines.remove(at);
        case 4 -> lines.add(at, line);
        case 5 -> lines.set(at, " ".repeat(random.nextInt(4)) + line);
        case 6 -> lines.set(at, line.replaceFirst("[a-z]", "x"));
        case 7 -> lines.set(at, line.substring(0, random.nextInt(line.length() + 1)));
        default -> lines.add(at, scalar);
      }
      String changed = String.join("\n", lines);
      return random.nextInt(15) == 0
          ? changed.substring(0, random.nextInt(changed.length() + 1))
          : changed;
    }
  }
}
