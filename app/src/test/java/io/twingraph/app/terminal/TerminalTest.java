// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatTextsOfOthersWouldDoToTheTerminalIsShown() {
    Terminal terminal = Terminal.of(out, err, true, 80);
    terminal.out("folder", "a\u001b]0;title\u0007b\r\nverdict   agree");
    terminal.err("one\ntwo\u001b[2J\u202e");
    terminal.status("starting \u001b[31m\n");
    assertThat(out()).isEqualTo("folder    a\\x1b]0;title\\x07b\\x0d\\x0averdict   agree\n");
    assertThat(err()).isEqualTo("one\ntwo\\x1b[2J\\u202e\n\r\u001b[Kstarting \\x1b[31m\\x0a");
  }

  @Test
  void dataForProgramsIsNotBroken() {
    String json = "{\"text\": \"" + "word ".repeat(40) + "\"}";
    Terminal.of(out, err, true, 60).data(json);
    Terminal.of(err, err, false, 60).data("\u202e");
    assertThat(out()).isEqualTo(json + "\n");
    assertThat(err()).isEqualTo("\u202e\n");
  }

  @Test
  void linesAreBrokenWhereAPersonWatchesOnly() {
    String text = "word ".repeat(30) + "end";
    Terminal.of(out, err, true, 60).out("label", text);
    assertThat(out().lines())
        .hasSizeGreaterThan(2)
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
    assertThat(out().lines().skip(1)).allMatch(line -> line.matches(" {10}\\S.*"));
    Terminal.of(err, err, false, 60).out("label", text);
    assertThat(err().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 120})
  void aStatusAndAProgressLineFit(int columns) {
    Terminal.of(out, err, true, columns).status("x ".repeat(200));
    assertThat(err().replace("\r\u001b[K", "")).hasSizeLessThan(columns).endsWith("…");
    BarLine bar = new BarLine("images", 1, true);
    for (long done : new long[] {0, 1, 20_000, 42_000}) {
      String line =
          bar.render(
              "tensorflow epoch 12 of 100",
              done,
              42_000,
              Duration.ofSeconds(4000),
              "loss 0.1234",
              columns - 1);
      assertThat(line).hasSizeLessThan(columns).startsWith("tensorflow epoch 12 of 100");
    }
  }

  @Test
  void whatMattersMostStaysOnANarrowTerminal() {
    BarLine bar = new BarLine("images", 1, false);
    Duration elapsed = Duration.ofSeconds(10);
    assertThat(bar.render("torch epoch 1 of 5", 10_500, 42_000, elapsed, "loss 0.5000", 119))
        .isEqualTo(
            "torch epoch 1 of 5  25 % [========                         ]  loss 0.5000  0:30 to go "
                + " 1,050 images/s  10,500 of 42,000");
    assertThat(bar.render("torch epoch 1 of 5", 10_500, 42_000, elapsed, "loss 0.5000", 79))
        .isEqualTo(
            "torch epoch 1 of 5  25 % [==         ]  loss 0.5000  0:30 to go  1,050 images/s");
    assertThat(bar.render("torch epoch 1 of 5", 10_500, 42_000, elapsed, "loss 0.5000", 39))
        .isEqualTo("torch epoch 1 of 5  25 %  loss 0.5000");
    assertThat(new BarLine("kB", 1000, false).render("", 5_000_000, -1, elapsed, "", 79))
        .isEqualTo("  500 kB/s  5,000 kB");
  }
}
