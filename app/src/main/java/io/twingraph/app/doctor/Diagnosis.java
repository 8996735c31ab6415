// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;

/**
 * What the doctor found.
 *
 * @param ok whether every engine that Twingraph compares can run here
 * @param sections in the order in which they are shown
 */
public record Diagnosis(boolean ok, List<Diagnosis.Section> sections) {
  public Diagnosis {
    sections = List.copyOf(sections);
  }

  /** How a fact is to be taken. */
  public enum Mark {
    /** Neither good nor bad. */
    @JsonProperty("info")
    INFO,
    /** As it should be. */
    @JsonProperty("ok")
    OK,
    /** Works without it, with less. */
    @JsonProperty("optional")
    OPTIONAL,
    /** Does not work without it. */
    @JsonProperty("missing")
    MISSING
  }

  /**
   * One line.
   *
   * @param mark how to take it
   * @param name what it is about
   * @param value what was found; may have several lines
   * @param toDo what to do about it; {@code null} if nothing
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Fact(Mark mark, String name, String value, String toDo) {
    static Fact info(String name, String value) {
      return new Fact(Mark.INFO, name, value, null);
    }

    static Fact ok(String name, String value) {
      return new Fact(Mark.OK, name, value, null);
    }

    static Fact optional(String name, String value, String toDo) {
      return new Fact(Mark.OPTIONAL, name, value, toDo);
    }

    static Fact missing(String name, String value, String toDo) {
      return new Fact(Mark.MISSING, name, value, toDo);
    }
  }

  /** Facts about one thing. */
  public record Section(String title, List<Fact> facts) {
    public Section {
      facts = List.copyOf(facts);
    }
  }

  /** Lines for people. */
  public List<String> lines() {
    int width =
        2
            + sections.stream()
                .flatMap(section -> section.facts().stream())
                .mapToInt(fact -> fact.name().length())
                .max()
                .orElse(0);
    List<String> lines = new ArrayList<>();
    for (Section section : sections) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.add(section.title());
      section.facts().forEach(fact -> add(lines, fact, width));
    }
    return lines;
  }

  private static void add(List<String> lines, Fact fact, int width) {
    String mark =
        switch (fact.mark()) {
          case INFO -> "   ";
          case OK -> " \u2713 ";
          case OPTIONAL -> " - ";
          case MISSING -> " \u2717 ";
        };
    String[] values = fact.value().split("\n", -1);
    lines.add(mark + fact.name() + " ".repeat(width - fact.name().length()) + values[0]);
    String indent = " ".repeat(3 + width);
    for (int i = 1; i < values.length; i++) {
      lines.add(indent + values[i].strip());
    }
    if (fact.toDo() != null) {
      lines.add(indent + "to do: " + fact.toDo());
    }
  }
}
