// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.twingraph.error.SpecException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says in Twingraph's words why a text is no YAML or no JSON. The readers' own words are looked at
 * and never shown.
 */
final class SyntaxErrors {
  private static final String TAB = "(TAB)";
  private static final int EXCERPT = 60;
  private static final String CLOSE = "close it";
  private static final Pattern CHARACTER =
      Pattern.compile("Unexpected character \\('(.)'", Pattern.DOTALL);
  private static final Pattern WORD =
      Pattern.compile("(?:Unrecognized|Non-standard) token '([^']*)'");

  /** What was found, and what to do. */
  private record Reason(String got, String hint) {}

  private static final Map<String, Reason> YAML = new LinkedHashMap<>();
  private static final Map<String, Reason> JSON = new LinkedHashMap<>();

  static {
    YAML.put(TAB, new Reason("a tab", "indent with spaces: YAML takes no tabs there"));
    YAML.put(
        "mapping values are not allowed",
        new Reason("a second ': ' in one line", "put a text that has ': ' in it in quotes"));
    YAML.put(
        "expected <block end>",
        new Reason(
            "a line whose indentation fits none above",
            "have the keys of a mapping, or the dashes of a list, begin in one column"));
    YAML.put("expected ',' or", new Reason("a bracket or brace that is not closed", CLOSE));
    YAML.put("unexpected end of stream", new Reason("a quote that is not closed", CLOSE));
    YAML.put(
        "could not find expected ':'",
        new Reason("a line that is no key with a value", "write key: value"));
    YAML.put(
        "cannot start any token",
        new Reason("a character that begins no value", "put the text in quotes"));
    YAML.put("escape character", new Reason("an unknown escape", "use single quotes"));
    YAML.put("undefined tag", new Reason("a tag", "write the value without one"));
    JSON.put("end-of-input", new Reason("the end of the file", "close what is open"));
    JSON.put("Leading zeroes", new Reason("a number with a 0 in front", "remove the 0"));
    JSON.put("end-of-line", new Reason("a line end in quotes", "close the quotes before it"));
    JSON.put("CTRL-CHAR", new Reason("a line end or a tab in quotes", "write it as \\n or \\t"));
    JSON.put("escape", new Reason("an unknown escape", "write a backslash as \\\\"));
  }

  private static final Reason TOO_LONG =
      new Reason("a number, a key or a text that is too long", "shorten it");

  private SyntaxErrors() {}

  static SpecException translate(Exception e, String text, String file, boolean yaml) {
    JsonLocation at = e instanceof JsonProcessingException j ? j.getLocation() : null;
    String message = e instanceof JsonProcessingException j ? j.getOriginalMessage() : "";
    int line = at == null ? 0 : at.getLineNr();
    int column = at == null ? 0 : at.getColumnNr();
    if (yaml && message.contains(TAB)) {
      line = tab(text, line);
      column = 1;
    }
    String excerpt = line > 0 ? excerpt(text, line) : "";
    Reason reason = yaml ? yaml(message, excerpt) : json(message, excerpt);
    return SpecException.of(
        yaml ? "text that is no YAML" : "text that is no JSON",
        line > 0 ? file + ":" + line + ":" + column : file,
        "an experiment as docs/experiments.md shows it",
        reason.got(),
        reason.hint(),
        e);
  }

  private static Reason yaml(String message, String excerpt) {
    return message.contains(TAB) ? YAML.get(TAB) : known(YAML, message, excerpt);
  }

  private static Reason json(String message, String excerpt) {
    Matcher word = WORD.matcher(message);
    if (word.find()) {
      return new Reason(
          "the word '" + word.group(1) + "'",
          "write a text in double quotes, or true, false, null");
    }
    Matcher character = CHARACTER.matcher(message);
    if (!character.find()) {
      return known(JSON, message, excerpt);
    }
    return switch (character.group(1)) {
      case "'" -> new Reason("a single quote", "use double quotes, as JSON wants them");
      case "/", "#" -> new Reason("a comment", "remove it: JSON has none; YAML has, with #");
      case "}", "]" ->
          new Reason(
              "'" + character.group(1) + "' where a value or a key belongs",
              "remove the comma before it, or add what is missing");
      default ->
          new Reason(
              "'" + character.group(1) + "' in: " + excerpt.strip(),
              "look for a comma, a colon or a quote that is missing");
    };
  }

  private static Reason known(Map<String, Reason> reasons, String message, String excerpt) {
    if (message.contains("exceeds the maximum")) {
      return TOO_LONG;
    }
    String shown = excerpt.isBlank() ? "" : " in: " + excerpt.strip();
    return reasons.entrySet().stream()
        .filter(entry -> message.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .map(reason -> new Reason(reason.got() + shown, reason.hint()))
        .orElse(
            new Reason(shown.isEmpty() ? "something else" : excerpt.strip(), "correct this line"));
  }

  /** The reader complains where the value before the tab ends. */
  private static int tab(String text, int from) {
    String[] lines = text.split("\r?\n|\r", -1);
    for (int line = Math.max(from, 1); line <= lines.length; line++) {
      if (lines[line - 1].matches(" *\t.*")) {
        return line;
      }
    }
    return from;
  }

  private static String excerpt(String text, int line) {
    String whole = text.lines().skip(line - 1L).findFirst().orElse("");
    return whole.length() <= EXCERPT ? whole : whole.substring(0, EXCERPT) + "\u2026";
  }
}
