// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.doctor;

import io.twingraph.app.doctor.Diagnosis.Fact;
import io.twingraph.app.doctor.Diagnosis.Section;
import io.twingraph.app.worker.WorkerEvent;
import io.twingraph.app.worker.WorkerJob;
import io.twingraph.app.worker.WorkerProcess;
import io.twingraph.data.Datasets;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.Engines;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Examines this machine. Each engine is tried in a process of its own. */
public final class Doctor {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final List<String> expected;
  private final String device;
  private final int threads;
  private final Consumer<String> progress;

  /**
   * @param expected the engines that must work; what else is on the class path is tried too
   * @param device to try the engines on
   * @param threads for them; 0 for one for each processor
   * @param progress told what is being tried
   */
  public Doctor(List<String> expected, String device, int threads, Consumer<String> progress) {
    this.expected = List.copyOf(expected);
    this.device = device;
    this.threads = threads;
    this.progress = progress;
  }

  /** Looks at everything. */
  public Diagnosis examine() throws IOException, InterruptedException {
    List<Section> sections = new ArrayList<>();
    sections.add(HostFacts.machine());
    sections.add(HostFacts.java());
    sections.add(HostFacts.nativeParts());
    sections.add(CudaFacts.section());
    sections.add(DataFacts.of(Datasets.Locations.system()));
    Set<String> names = new LinkedHashSet<>(expected);
    Engines.all().forEach(provider -> names.add(provider.name()));
    boolean ok = true;
    Path folder = Files.createTempDirectory("twingraph-doctor");
    boolean logsNeeded = false;
    for (String name : names) {
      progress.accept("trying " + name);
      Section section = engine(name, folder);
      sections.add(section);
      boolean runs = section.facts().get(0).mark() == Diagnosis.Mark.OK;
      logsNeeded |= !runs;
      ok &= runs || !expected.contains(name);
    }
    if (!logsNeeded) {
      delete(folder);
    }
    sections.add(order());
    return new Diagnosis(ok, sections);
  }

  private Section engine(String name, Path folder) throws IOException, InterruptedException {
    List<Fact> facts = new ArrayList<>();
    try (WorkerProcess worker =
        WorkerProcess.start(WorkerJob.probe(name, device, threads), folder)) {
      WorkerProcess.End end = worker.listen(event -> {}, PATIENCE);
      if (end.last() instanceof WorkerEvent.Probed probed) {
        EngineInfo info = probed.engine();
        facts.add(
            Fact.ok(
                "training step",
                String.format(
                    Locale.ROOT, "works; loaded, run and closed in %.1f s", probed.seconds())));
        facts.add(Fact.info("version", info.version()));
        facts.add(Fact.info("device", info.device()));
        facts.add(Fact.info("threads", Integer.toString(info.threads())));
        Map<String, String> details = new LinkedHashMap<>(info.details());
        worker.environment().forEach(details::putIfAbsent);
        details.forEach((key, value) -> facts.add(Fact.info(key, value)));
      } else {
        facts.add(failure(name, end.problem(), expected.contains(name)));
      }
    } catch (EngineException e) {
      facts.add(failure(name, e.getMessage(), expected.contains(name)));
    }
    return new Section(Diagnosis.ENGINE + name, facts);
  }

  /** What to say of an engine that does not run: only those that are expected must. */
  static Fact failure(String name, String problem, boolean expected) {
    String[] parts = problem.split("\n  to do: ", 2);
    String value = "does not work: " + parts[0].replaceFirst("^" + name + ": ", "");
    String toDo =
        parts.length > 1
            ? parts[1].strip()
            : "read the output named above; `twingraph train --engine "
                + name
                + " --stacktrace` shows more";
    return expected
        ? Fact.missing("training step", value, toDo)
        : Fact.optional("training step", value, toDo);
  }

  private static Section order() {
    return new Section(
        "Load order",
        List.of(
            Fact.info("--workers process", "each engine alone in a JVM of its own"),
            Fact.info(
                "--workers none",
                String.join(
                    ", then ", Engines.all().stream().map(EngineProvider::name).toList()))));
  }

  private static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
