// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import io.twingraph.run.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A benchmark for people: lines for a terminal, and a Markdown file. */
public final class BenchText {
  private static final double GIBI = 1L << 30;

  private final BenchResult result;
  private final Figures figures;

  /** The text of this result. */
  public BenchText(BenchResult result) {
    this.result = result;
    this.figures = new Figures(result);
  }

  /** The tables, a blank line between them, of at most {@code width} characters. */
  public List<String> terminal(int width) {
    List<String> lines = new ArrayList<>();
    for (Sheet sheet : new Sheets(figures).all()) {
      lines.addAll(sheet.terminal(width));
      lines.add("");
    }
    if (!outages().isEmpty()) {
      lines.add("Could not run");
      outages().forEach(line -> lines.addAll(Paragraph.of(line, width)));
      lines.add("");
    }
    ceiling().forEach(line -> lines.addAll(Paragraph.of(line, width)));
    return lines;
  }

  /** Label and text about the machine and the run. */
  public Map<String, String> facts() {
    Machine machine = result.machine();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "machine",
        machine.cpu()
            + ", "
            + machine.cores()
            + " cores, "
            + String.join(", ", machine.caches())
            + (machine.memoryBytes() == null
                ? ""
                : String.format(Locale.ROOT, ", %.1f GiB", machine.memoryBytes() / GIBI)));
    facts.put("system", machine.os() + "; huge pages: " + machine.hugePages());
    facts.put("variables", new SetVariables(result.provenance().environment()).toString());
    facts.put("Java", result.provenance().java());
    facts.put(
        "run",
        String.format(
            Locale.ROOT,
            "%s, %d round%s, %d threads, data %s, load before a round %.2f at most",
            result.provenance().startedAt(),
            result.rounds(),
            result.rounds() == 1 ? "" : "s",
            result.threads(),
            result.data(),
            result.loads().stream().mapToDouble(BenchResult.Load::loadAverage).max().orElse(0)));
    return facts;
  }

  private List<String> ceiling() {
    Figures.Ceiling ceiling = figures.ceiling();
    List<String> lines = new ArrayList<>();
    ceiling
        .gigaflopsPerSecond()
        .forEach(
            (blas, rate) ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "Matrix product 2048 x 2048 x 2048, float32, %s: %.1f GFLOP/s (%.1f to"
                            + " %.1f)",
                        blas,
                        rate.median(),
                        rate.min(),
                        rate.max())));
    Spread copy = ceiling.copyGigabytesPerSecond();
    if (copy != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "Copy, bytes read and written: %.1f GB/s (%.1f to %.1f)",
              copy.median(),
              copy.min(),
              copy.max()));
    }
    return lines;
  }

  /**
   * Writes the Markdown file, whole or not at all.
   *
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    WholeFile.write(file, markdown());
  }

  String markdown() {
    StringBuilder text = new StringBuilder("# Twingraph, measured side by side\n\n");
    text.append("    ").append(result.commandLine()).append("\n\n");
    facts().forEach((label, fact) -> text.append("- ").append(label + ": " + fact).append('\n'));
    ceiling().forEach(line -> text.append("- ").append(line).append('\n'));
    text.append(
        "\nTimes are of one step: the median in each round, then median, min and max over the"
            + " rounds. A ratio is the contestant's time over that of Twingraph on the same engine"
            + " in the same round: above 1, Twingraph is faster.\n");
    if (!result.complete()) {
      text.append("\n**Not all rounds were run.**\n");
    }
    for (Sheet sheet : new Sheets(figures).all()) {
      text.append('\n').append(sheet.markdown());
    }
    if (!outages().isEmpty()) {
      text.append("\n## Could not run\n\n");
      outages().forEach(line -> text.append("- ").append(Sheet.escape(line)).append('\n'));
    }
    return text.append(versions()).toString();
  }

  /** A line for each contestant that could do nothing at all. */
  private List<String> outages() {
    return result.outages().stream()
        .filter(outage -> outage.workload() == null)
        .map(
            outage ->
                result
                        .contestant(outage.contestant())
                        .map(Contestant::label)
                        .orElse(outage.contestant())
                    + ": "
                    + outage.reason())
        .toList();
  }

  private String versions() {
    StringBuilder text = new StringBuilder("\n## Versions\n\n");
    for (Contestant contestant : result.contestants()) {
      result.samples().stream()
          .filter(one -> one.contestant().equals(contestant.name()))
          .findFirst()
          .ifPresent(
              one ->
                  text.append("- ")
                      .append(contestant.label())
                      .append(": ")
                      .append(join(one.versions()))
                      .append(one.threads() == null ? "" : "; threads: " + one.threads())
                      .append('\n'));
    }
    return text.toString();
  }

  private static String join(Map<String, String> versions) {
    return String.join(
        ", ",
        new TreeMap<>(versions)
            .entrySet().stream().map(it -> it.getKey() + " " + it.getValue()).toList());
  }
}
