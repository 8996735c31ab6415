// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.twingraph.error.Printable;
import io.twingraph.report.LineBreaks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the doctor found.
 *
 * @param ok whether every engine that Twingraph compares can run here
 * @param sections in the order in which they are shown
 */
public record Diagnosis(boolean ok, List<Diagnosis.Section> sections) {
  private static final int LEAST_NAME = 16;

  /** What the title of an engine's section begins with. */
  static final String ENGINE = "Engine ";

  /** A key of an engine's details: {@code "cudnnVersion"}; no variable, and no words yet. */
  private static final Pattern KEY = Pattern.compile("[a-z][A-Za-z0-9]*");

  private static final Pattern NEXT_WORD = Pattern.compile("(?<=[a-z0-9])(?=[A-Z][a-z])");

  /** Names that are written in their own way. */
  private static final Map<String, String> NAMES =
      Map.of(
          "blas", "BLAS",
          "cpu", "CPU",
          "cublas", "cuBLAS",
          "cuda", "CUDA",
          "cudnn", "cuDNN",
          "gpu", "GPU",
          "openmp", "OpenMP",
          "tf32", "TF32",
          "xla", "XLA");

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

  /** The engines that made a training step, in the order in which they are shown. */
  public List<String> running() {
    return sections.stream()
        .filter(section -> section.title().startsWith(ENGINE))
        .filter(section -> section.facts().get(0).mark() == Mark.OK)
        .map(section -> section.title().substring(ENGINE.length()))
        .toList();
  }

  /**
   * Lines for people, each of at most {@code columns} characters: values are broken between words
   * and stand beside their name, or below it where there is no room.
   */
  public List<String> lines(int columns) {
    int widest =
        sections.stream()
            .flatMap(section -> section.facts().stream())
            .mapToInt(fact -> words(fact.name()).length())
            .max()
            .orElse(0);
    int width = 2 + Math.min(widest, Math.max(LEAST_NAME, columns / 3));
    List<String> lines = new ArrayList<>();
    for (Section section : sections) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.add(section.title());
      section.facts().forEach(fact -> add(lines, fact, width, columns));
    }
    return lines;
  }

  /** A key as people would write it: {@code "cpuCapability"} is {@code "CPU capability"}. */
  static String words(String key) {
    if (!KEY.matcher(key).matches() || key.equals("oneDNN")) {
      return key;
    }
    return NEXT_WORD
        .splitAsStream(key)
        .map(word -> word.toLowerCase(Locale.ROOT))
        .map(word -> NAMES.getOrDefault(word, word))
        .collect(Collectors.joining(" "));
  }

  private static void add(List<String> lines, Fact fact, int width, int columns) {
    String mark =
        switch (fact.mark()) {
          case INFO -> "   ";
          case OK -> " \u2713 ";
          case OPTIONAL -> " - ";
          case MISSING -> " \u2717 ";
        };
    List<String> texts = new ArrayList<>();
    for (String value : fact.value().split("\n", -1)) {
      texts.add(Printable.line(texts.isEmpty() ? value : value.strip()));
    }
    if (fact.toDo() != null) {
      texts.add("to do: " + fact.toDo());
    }
    String name = words(fact.name());
    int margin = 3 + width;
    String start = mark + name + " ".repeat(Math.max(0, width - name.length()));
    if (start.length() > margin) {
      lines.add(LineBreaks.cut(start.stripTrailing(), columns));
      start = " ".repeat(margin);
    }
    for (String text : texts) {
      lines.addAll(LineBreaks.of(start + text, columns, margin));
      start = " ".repeat(margin);
    }
  }
}
