// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineBreaksTest {
  @Test
  void aLineThatFitsStaysAsItIs() {
    assertThat(LineBreaks.of("a  b   c", 8)).containsExactly("a  b   c");
  }

  @Test
  void wordsStayWholeAndStandUnderTheText() {
    assertThat(LineBreaks.of("  to do:    give a folder with more room with --out", 40))
        .containsExactly("  to do:    give a folder with more room", "            with --out");
    assertThat(LineBreaks.of("twingraph: one two three four five six seven", 31))
        .containsExactly("twingraph: one two three four", "           five six seven");
  }

  @Test
  void aNumberStaysWithItsPercentSign() {
    assertThat(LineBreaks.of("nearest to its tolerance is 100 %; done", 32))
        .containsExactly("nearest to its tolerance is", "100 %; done");
  }

  @Test
  void aPathIsBrokenBehindASlash() {
    assertThat(LineBreaks.of("written   /a/long/path/of/several/folders/record.json", 40, 10))
        .containsExactly("written   /a/long/path/of/several/", "          folders/record.json");
  }

  @Test
  void aWordWithoutAPlaceToBreakIsBrokenWhereTheLineEnds() {
    assertThat(LineBreaks.of("x".repeat(100), 40))
        .containsExactly("x".repeat(40), "x".repeat(40), "x".repeat(20));
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 60, 80, 120})
  void noLineIsWiderAndNothingIsLost(int width) {
    String text =
        "  where:    --out /tmp/a-folder/with/a/long/name, expected something else than what"
            + " was found there: 0123456789abcdef0123456789abcdef0123456789abcdef";
    assertThat(LineBreaks.of(text, width))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
    assertThat(String.join("", LineBreaks.of(text, width)).replace(" ", ""))
        .isEqualTo(text.replace(" ", ""));
  }

  @Test
  void aTextThatBeginsInTheMarginKeepsItsBlanks() {
    assertThat(LineBreaks.of("11 more are not measured, and why", 20, 2))
        .containsExactly("11 more are not", "  measured, and why");
  }
}
