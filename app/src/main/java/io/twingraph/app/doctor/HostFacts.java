// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.doctor;

import io.twingraph.app.doctor.Diagnosis.Fact;
import io.twingraph.app.doctor.Diagnosis.Section;
import io.twingraph.nativelib.NativeFolder;
import io.twingraph.nativelib.NativeParts;
import io.twingraph.nativelib.NativeProblem;
import io.twingraph.run.Provenance;
import io.twingraph.spec.Seeds;
import java.awt.GraphicsEnvironment;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Facts about everything but the engines. */
final class HostFacts {
  private static final double GIB = 1L << 30;

  private static final String CACHE = "JavaCPP cache";

  /** What the natives of both engines for the CPU take at least; those for GPUs take more. */
  private static final long CACHE_NEEDS = 1050L << 20;

  private HostFacts() {}

  static Section machine() {
    Provenance here = Provenance.capture(Seeds.of(0), Map.of(), Instant.now());
    List<Fact> facts = new ArrayList<>();
    facts.add(Fact.info("system", here.os()));
    facts.add(Fact.info("processor", here.cpu()));
    facts.add(Fact.info("processors", here.cores() + " for this process"));
    facts.add(Fact.info("memory", memory()));
    facts.add(Fact.info("cgroup limits", Cgroup.describe()));
    here.environment().forEach((name, value) -> facts.add(Fact.info("set: " + name, value)));
    return new Section("Machine", facts);
  }

  private static String memory() {
    OptionalLong total = kilobytes("MemTotal");
    OptionalLong available = kilobytes("MemAvailable");
    return total.isEmpty()
        ? "unknown"
        : String.format(
            Locale.ROOT,
            "%.1f GiB, %.1f GiB available",
            total.getAsLong() * 1024 / GIB,
            available.orElse(0) * 1024 / GIB);
  }

  private static OptionalLong kilobytes(String field) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
        if (line.startsWith(field + ":")) {
          return OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")));
        }
      }
    } catch (IOException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
  }

  static Section java() {
    List<Fact> facts = new ArrayList<>();
    facts.add(
        Fact.ok(
            "version",
            System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vendor")));
    facts.add(Fact.info("home", System.getProperty("java.home")));
    facts.add(
        Fact.info(
            "largest heap",
            String.format(Locale.ROOT, "%.1f GiB", Runtime.getRuntime().maxMemory() / GIB)));
    facts.add(fonts());
    return new Section("Java", facts);
  }

  private static Fact fonts() {
    String toDo = "install a font (Debian and Ubuntu: fontconfig and fonts-dejavu-core)";
    try {
      int count =
          GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames().length;
      return count > 0
          ? Fact.ok("fonts", count + " families, for curves.png")
          : Fact.optional("fonts", "none, so no curves.png", toDo);
    } catch (RuntimeException | LinkageError | InternalError e) {
      return Fact.optional("fonts", "cannot be used, so no curves.png (" + e + ")", toDo);
    }
  }

  static Section nativeParts() throws IOException {
    Optional<NativeProblem> problem = NativeParts.problem();
    return new Section(
        "Native parts",
        List.of(
            problem.isEmpty()
                ? Fact.ok("process tuning", NativeParts.describe())
                : Fact.optional(
                    "process tuning",
                    NativeParts.describe(),
                    problem.get().toDo(NativeParts.BUILD)),
            cache(NativeFolder.look())));
  }

  /** Where natives are unpacked. */
  static Fact cache(NativeFolder.Choice choice) throws IOException {
    if (choice.problem().isPresent()) {
      NativeProblem problem = choice.problem().get();
      return Fact.missing(CACHE, problem.what(), problem.toDo(""));
    }
    Path folder = choice.folder();
    long free = Files.getFileStore(folder).getUsableSpace();
    return room(folder, free, unpacked(folder));
  }

  /** Whether there is room for what is not unpacked yet. */
  static Fact room(Path folder, long free, long unpacked) {
    String value = String.format(Locale.ROOT, "%s, %.1f GiB free", folder, free / GIB);
    return free + unpacked >= CACHE_NEEDS
        ? Fact.ok(CACHE, value)
        : Fact.missing(
            CACHE,
            value,
            String.format(
                Locale.ROOT,
                "the engines' natives need %.1f GiB, of which %.1f GiB are there: free some room,"
                    + " or %s",
                CACHE_NEEDS / GIB,
                unpacked / GIB,
                NativeFolder.OTHER));
  }

  private static long unpacked(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
