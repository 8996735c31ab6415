// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.error.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What YAML and JSON can say and an experiment cannot, and texts that are neither. */
class SourceReaderTest {
  private static final String HEAD =
      "name: a\nmodel:\n  input: {height: 9, width: 9, channels: 1}\n  layers:\n";
  private static final String BODY = "    - {type: flatten}\n    - {type: dense, units: 3}\n";
  private static final String VALID = HEAD + BODY;

  private static Experiment yaml(String text) {
    return ExperimentFile.parse(text, ExperimentFile.yaml(), "e.yaml");
  }

  private static Experiment json(String text) {
    return ExperimentFile.parse(text, ExperimentFile.json(), "e.json");
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> yaml(text)).isInstanceOf(SpecException.class).hasMessage(message);
  }

  private static void refusedJson(String text, String message) {
    assertThatThrownBy(() -> json(text)).isInstanceOf(SpecException.class).hasMessage(message);
  }

  private static String message(
      String what, String where, String expected, String got, String hint) {
    return what
        + "\n  where:    "
        + where
        + "\n  expected: "
        + expected
        + "\n  got:      "
        + got
        + "\n  to do:    "
        + hint;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: *n                     | 1:7, at name      | an alias (*n)",
        "name: !!str a                | 1:7, at name      | a tag (!tag:yaml.org,2002:str)",
        "name: !java/object:a.B {}    | 1:7, at name      | a tag (!java/object:a.B)",
        "optimizer: !sgd {}           | 1:12, at optimizer| a tag (!sgd)",
        "model: &m {input: *m}        | 1:8, at model     | an anchor (&m)",
      })
  void aliasesAnchorsAndTagsAreNamed(String text, String where, String got) {
    refused(
        text,
        message(
            "not a plain value",
            "e.yaml:" + where,
            "a value as it is",
            got,
            "write the value out; aliases, anchors and tags of YAML are not supported"));
  }

  @Test
  void aMergeIsNamed() {
    refused(
        HEAD + "    - {<<: {type: dense}, units: 10}\n",
        message(
            "a merge of mappings",
            "e.yaml:5:8, at model.layers[0].<<",
            "keys and values",
            "'<<'",
            "write the keys out; merges of YAML are not supported"));
  }

  @Test
  void aKeyTwiceIsRefusedWithBothLines() {
    refused(
        "name: a\nepochs: 2\nname: b",
        message(
            "a key twice",
            "e.yaml:3:1, at name",
            "each key once",
            "'name', first in line 1",
            "remove one of the two"));
    assertThatThrownBy(() -> json("{\"name\": \"a\",\n\"name\": \"b\"}"))
        .hasMessageStartingWith("a key twice\n  where:    e.json:2:1, at name\n");
  }

  @Test
  void aSecondDocumentIsRefused() {
    refused(
        VALID + "---\n" + VALID,
        message(
            "more than one experiment in a file",
            "e.yaml:8:1, at the top",
            "one",
            "a second document behind the first ('---' or '...')",
            "give each experiment a file of its own"));
    assertThatThrownBy(() -> json("{} {}"))
        .hasMessageContaining("more than one experiment in a file")
        .hasMessageContaining("got:      text behind its end\n");
    assertThat(yaml("---\n" + VALID + "...\n").name()).isEqualTo("a");
  }

  @Test
  void depthIsBounded() {
    refused(
        "name: " + "[".repeat(100_000),
        message(
            "nested too deeply",
            "e.yaml:1:23, at name[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]",
            "at most 16 lists and mappings in each other",
            "more",
            "write the experiment as docs/experiments.md shows it"));
    assertThatThrownBy(() -> json("{\"name\": " + "{\"a\": ".repeat(50_000)))
        .hasMessageStartingWith("nested too deeply\n");
  }

  @ParameterizedTest
  @CsvSource({"010", "0b11", "0x10", "-007", "08"})
  void numbersThatReadersTakeForDifferentOnesAreRefused(String number) {
    assertThatThrownBy(() -> yaml(VALID + "batchSize: " + number))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("where:    e.yaml:7:12, at batchSize\n")
        .hasMessageContaining("got:      " + (number.equals("08") ? "the text '08'" : number));
    assertThat(yaml(VALID + "batchSize: 1_000").batchSize()).isEqualTo(1000);
    assertThat(yaml(VALID + "learningRate: 1e-3").learningRate()).isEqualTo(1e-3);
    assertThat(yaml(VALID + "learningRate: +1.5E+1").learningRate()).isEqualTo(15);
    assertThat(yaml(VALID.replace("name: a", "name: 010")).name()).isEqualTo("010");
    assertThat(yaml(VALID.replace("name: a", "name: 1.0")).name()).isEqualTo("1.0");
  }

  @Test
  void notANumberIsNotANumber() {
    for (String number : new String[] {".nan", ".inf", "-.inf", ".NaN"}) {
      refused(
          "name: a\nlearningRate: " + number,
          message(
              "not a number",
              "e.yaml:2:15, at learningRate",
              "a number",
              number,
              "write a finite number"));
    }
    refusedJson(
        "{\"learningRate\": NaN}",
        message(
            "not a number",
            "e.json:1:18, at learningRate",
            "a number",
            "NaN",
            "write a finite number"));
  }

  @ParameterizedTest
  @CsvSource({"1e999", "-1e400", "1e-400", "0.0001e-99999"})
  void aNumberThatEvenFloat64CannotHoldIsRefusedAsItIsWritten(String number) {
    assertThatThrownBy(() -> yaml("name: a\nlearningRate: " + number))
        .hasMessageStartingWith("a number that float32 cannot hold\n")
        .hasMessageContaining("got:      " + number + "\n");
  }

  @Test
  void quotesAroundANumberAreNamed() {
    refused(
        VALID + "batchSize: \"32\"",
        message(
            "not an experiment",
            "e.yaml:7:12, at batchSize",
            "a whole number",
            "the text '32'",
            "write 32 without quotes"));
    assertThatThrownBy(() -> yaml(VALID + "shuffle: 'no'"))
        .hasMessageContaining("to do:    write true or false, without quotes");
  }

  @Test
  void aNumberOutOfRangeHasItsRange() {
    assertThatThrownBy(() -> yaml(VALID + "epochs: 2147483648"))
        .hasMessageContaining(
            "expected: a whole number up to 2147483647\n  got:      2147483648\n");
    assertThatThrownBy(
            () -> yaml(VALID + "seeds: {initialization: 9223372036854775808, shuffle: 1}"))
        .hasMessageContaining(
            "expected: a whole number from -9223372036854775808 to 9223372036854775807\n");
    assertThatThrownBy(() -> json("{\"epochs\": " + "9".repeat(65) + "}"))
        .hasMessageStartingWith("a number too long\n  where:    e.json:1:12, at epochs\n");
    assertThatThrownBy(() -> json("{\"epochs\": " + "9".repeat(90_000) + "}"))
        .hasMessageContaining("got:      a number, a key or a text that is too long\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: a: b          | a second ': ' in one line in: name: a: b",
        "name: [a            | a bracket or brace that is not closed in: name: [a",
        "name: 'a            | a quote that is not closed in: name: 'a",
        "name: @a            | a character that begins no value in: name: @a",
        "name: \"\\q\"       | an unknown escape in: name: \"\\q\"",
      })
  void textThatIsNoYamlIsToldInWords(String text, String got) {
    assertThatThrownBy(() -> yaml(text))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("text that is no YAML\n  where:    e.yaml:1:")
        .hasMessageContaining("got:      " + got + "\n");
  }

  @Test
  void indentationIsToldInWords() {
    refused(
        "name: a\nmodel:\n\tinput: 3\n",
        message(
            "text that is no YAML",
            "e.yaml:3:1",
            "an experiment as docs/experiments.md shows it",
            "a tab",
            "indent with spaces: YAML takes no tabs there"));
    assertThatThrownBy(() -> yaml("name: a\n  epochs: 3\n b: 1\n"))
        .hasMessageStartingWith("text that is no YAML\n");
    assertThatThrownBy(() -> yaml("a:\n    b: 1\n  c: 2\n"))
        .hasMessageContaining("got:      a line whose indentation fits none above in: c: 2\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"name\": \"a\"         | the end of the file in: {\"name\": \"a\"",
        "{'name': 1}              | a single quote",
        "// c                     | a comment",
        "{\"name\": \"a\",}       | '}' where a value or a key belongs",
        "{\"name\": abc}          | the word 'abc'",
        "{\"name\" \"a\"}         | '\"' in: {\"name\" \"a\"}",
        "{\"epochs\": 010}        | a number with a 0 in front in: {\"epochs\": 010}",
        "{\"name\": \"\\q\"}      | an unknown escape in: {\"name\": \"\\q\"}",
      })
  void textThatIsNoJsonIsToldInWords(String text, String got) {
    assertThatThrownBy(() -> json(text))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("text that is no JSON\n  where:    e.json:1:")
        .hasMessageContaining("got:      " + got + "\n");
  }
}
