// SPDX-License-Identifier: Apache-2.0
package io.twingraph.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void whatATerminalWouldObeyIsShown() {
    assertThat(Printable.line("a\u001b]0;title\u0007b\r\nverdict\u009b31m\u202egnp"))
        .isEqualTo("a\\x1b]0;title\\x07b\\x0d\\x0averdict\\x9b31m\\u202egnp");
    assertThat(Printable.line("tab\tand \u2028 separator\u200f"))
        .isEqualTo("tab\\x09and \\u2028 separator\\u200f");
  }

  @Test
  void linesKeepTheirEndsAndNothingElse() {
    assertThat(Printable.lines("one\n\ttwo\r\n\u001b[1m")).isEqualTo("one\n\ttwo\\x0d\n\\x1b[1m");
  }

  @Test
  void ordinaryTextStaysAsItIs() {
    String text = "Zürich ≤ 3 × 10⁻⁸ … 漢字 ✓";
    assertThat(Printable.line(text)).isSameAs(text);
    assertThat(Printable.quote(text)).isEqualTo(text);
  }

  @Test
  void aLongQuotationLosesItsMiddle() {
    String quoted = Printable.quote("start" + "x".repeat(900_000) + "end");
    assertThat(quoted)
        .startsWith("startxxx")
        .endsWith("xxend (900008 characters)")
        .hasSizeLessThan(210);
  }

  @Test
  void aRefusalQuotesInOneLine() {
    SpecException refusal =
        SpecException.of(
            "unusable name\r", "name\n", "letters", "'x\r\nverdict   agree\u001b[2J'", "rename");
    assertThat(refusal)
        .hasMessage(
            """
            unusable name\\x0d
              where:    name\\x0a
              expected: letters
              got:      'x\\x0d\\x0averdict   agree\\x1b[2J'
              to do:    rename""");
    assertThat(refusal.in("elsewhere").getMessage()).contains("where:    elsewhere\n");
  }

  @Test
  void findingsMayStandUnderEachOther() {
    assertThat(Printable.findings("one\n            two\nthree"))
        .isEqualTo("one\n            two\\x0athree");
  }
}
