// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What pages and sources refer to is there. */
class PagesTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(#[^)\\s]*)?\\)");
  private static final Pattern PAGE = Pattern.compile("\\bdocs/([A-Za-z0-9/-]+\\.md)");

  /** As in {@code docs/parity.md, "Tolerances"}, with or without braces and brackets. */
  private static final Pattern SECTION =
      Pattern.compile("\\b([a-z]+\\.md)[})\\]]*(?:\\(\\S+\\))?, \"([A-Z][A-Za-z ]+)\"");

  @BeforeEach
  void checkout() {
    assumeThat(ROOT.resolve("docs/glossary.md")).as("the checkout").exists();
  }

  @Test
  void everyLinkOfAPageLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      for (MatchResult link : all(LINK, page)) {
        if (!Files.exists(page.resolveSibling(link.group(1)))) {
          broken.add(page + ": " + link.group());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyPageThatIsNamedIsThere() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Path file : Stream.concat(pages().stream(), sources().stream()).toList()) {
      for (MatchResult page : all(PAGE, file)) {
        if (!Files.exists(ROOT.resolve(page.group()))) {
          missing.add(file + ": " + page.group());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everySectionThatIsNamedIsInItsPage() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : Stream.concat(pages().stream(), sources().stream()).toList()) {
      for (MatchResult section : all(SECTION, file)) {
        String text = Files.readString(ROOT.resolve("docs").resolve(section.group(1)));
        assertThat(text.lines())
            .as("%s: %s", file, section.group())
            .contains("## " + section.group(2));
        found.add(section.group(2));
      }
    }
    assertThat(found).contains("Tolerances", "On a GPU");
  }

  @Test
  void glossaryHasAtMostTwentyWordsOfOneSentenceEach() throws IOException {
    List<String> rows;
    try (Stream<String> lines = Files.lines(ROOT.resolve("docs/glossary.md"))) {
      rows = lines.filter(line -> line.startsWith("| ")).skip(1).toList();
    }
    assertThat(rows).hasSizeBetween(10, 20).noneMatch(row -> row.contains(". "));
  }

  private static List<MatchResult> all(Pattern pattern, Path file) throws IOException {
    return pattern.matcher(Files.readString(file)).results().toList();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs).filter(path -> path.toString().endsWith(".md")).toList();
    }
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path code : modules.map(m -> m.resolve("src")).filter(Files::isDirectory).toList()) {
        try (Stream<Path> files = Files.walk(code)) {
          files.filter(path -> path.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    return sources;
  }
}
