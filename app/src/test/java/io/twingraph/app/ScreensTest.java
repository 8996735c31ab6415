// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.app.command.Twingraph;
import io.twingraph.app.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every command prints, on terminals of several widths. */
class ScreensTest {
  private static final String ERASE = "\u001b\\[K";

  @TempDir Path temporary;
  private String experiment;
  private int calls;

  @BeforeEach
  void writeASmallExperiment() throws Exception {
    experiment = new CommandProcess(temporary).smallExperiment().toString();
  }

  private String screen(int columns, int exit, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = Twingraph.run(Terminal.of(out, out, true, columns), words);
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(code).as(text).isEqualTo(exit);
    assertThat(text.split("[\r\n]"))
        .as("%s at %d columns", List.of(words), columns)
        .allSatisfy(
            line -> assertThat(line.replaceAll(ERASE, "")).hasSizeLessThanOrEqualTo(columns));
    assertThat(text.replaceAll(ERASE, "")).doesNotContain("\u001b");
    return text;
  }

  private String run(int columns, int exit, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    if (!all.contains("--load")) {
      all.addAll(List.of("--experiment", experiment));
    }
    all.addAll(List.of("--data", "digits", "--train-limit", "40"));
    if (!all.contains("--save")) {
      all.addAll(List.of("--out", temporary.resolve("o" + calls++).toString()));
    }
    return screen(columns, exit, all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void trainingAndItsResults(int columns) {
    String text = run(columns, 0, "compare", "--engines", "fake,twin", "--workers", "none");
    assertThat(text).contains("train loss", "val. loss", "fake", "verdict   fake and twin agree");
    assertThat(text.contains("images/s")).isEqualTo(columns >= 80);
    run(columns, 1, "compare", "--engines", "fake,off", "--workers", "none");
    run(columns, 3, "compare", "--engines", "fake,absent", "--workers", "none");
    run(columns, 0, "train", "--engine", "fake", "--workers", "none");
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void lockStepInEveryMode(int columns) {
    String saved = temporary.resolve("saved").toString();
    String[] modes = {"--steps", "3", "--reference", "off"};
    for (String more : new String[] {"", "--mode free", "--calibrate", "--thorough"}) {
      List<String> words = new ArrayList<>(List.of("parity", "--engines", "fake,twin"));
      words.addAll(List.of(modes));
      words.addAll(more.isEmpty() ? List.of() : List.of(more.split(" ", -1)));
      assertThat(run(columns, 0, words.toArray(String[]::new))).contains("verdict   identical");
    }
    run(columns, 1, "parity", "--engines", "fake,off", "--reference", "off");
    run(columns, 0, "parity", "--engines", "fake", "--steps", "2", "--save", saved);
    run(columns, 1, "parity", "--engines", "off", "--reference", "off", "--load", saved);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void modelsDataAndHelp(int columns) {
    screen(columns, 0, "summary");
    screen(columns, 0, "summary", "--preset", "article");
    screen(columns, 0, "data", "list");
    screen(columns, 0, "--help");
    for (String command :
        new String[] {"compare", "parity", "train", "bench", "summary", "data", "doctor"}) {
      screen(columns, 0, command, "--help");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void refusals(int columns) throws Exception {
    screen(columns, 2, "compare", "--epochs", "0");
    screen(columns, 2, "summary", "--experiment", temporary.resolve("none.yaml").toString());
    screen(columns, 3, "train", "--engine", "fake", "--data", temporary + "/" + "x".repeat(150));
    screen(columns, 2, "compare", "--engines", "fake,nobody");
    Path deep = Files.createDirectories(temporary.resolve("a-folder/with-a-long-name/results"));
    Files.writeString(deep.resolve("notes.txt"), "mine");
    screen(columns, 2, "train", "--engine", "fake", "--data", "digits", "--out", deep.toString());
  }

  @Test
  void theTableOfEpochsIsWholeIn80Columns() {
    assertThat(run(80, 0, "train", "--engine", "fake", "--workers", "none"))
        .contains(
            "engine     epoch  train loss  accuracy  val. loss  accuracy       time  images/s\n");
  }
}
