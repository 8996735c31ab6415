// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.doctor;

import io.twingraph.app.doctor.Diagnosis.Fact;
import io.twingraph.app.doctor.Diagnosis.Section;
import io.twingraph.nativelib.NativeParts;
import io.twingraph.run.Provenance;
import io.twingraph.spec.Seeds;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** Facts about everything but the engines. */
final class HostFacts {
  private static final double GIB = 1L << 30;

  /** What the natives of both engines take in JavaCPP's cache, roughly. */
  private static final long CACHE_NEEDS = 3L << 30;

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
    List<Fact> facts = new ArrayList<>();
    facts.add(
        NativeParts.available()
            ? Fact.ok("process tuning", NativeParts.describe())
            : Fact.optional(
                "process tuning",
                "not built; engines inside this process (--workers none) miss it, and there is no"
                    + " reference engine",
                "install a C++ compiler such as g++ and build again"));
    facts.add(cache());
    return new Section("Native parts", facts);
  }

  /** Where JavaCPP unpacks the engines' natives. */
  private static Fact cache() throws IOException {
    String set = System.getProperty("org.bytedeco.javacpp.cachedir");
    Path cache =
        set != null ? Path.of(set) : Path.of(System.getProperty("user.home"), ".javacpp", "cache");
    Path existing = cache.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isWritable(existing)) {
      return Fact.missing(
          "JavaCPP cache",
          cache + " cannot be written",
          "make it writable, or set JAVA_TOOL_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=FOLDER");
    }
    long free = Files.getFileStore(existing).getUsableSpace();
    String value = String.format(Locale.ROOT, "%s, %.1f GiB free", cache, free / GIB);
    boolean enough = free > CACHE_NEEDS || Files.isDirectory(cache);
    return enough
        ? Fact.ok("JavaCPP cache", value)
        : Fact.missing(
            "JavaCPP cache",
            value,
            String.format(
                Locale.ROOT,
                "the engines' natives need about %.0f GiB there: free some, or set"
                    + " JAVA_TOOL_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=FOLDER",
                CACHE_NEEDS / GIB));
  }
}
