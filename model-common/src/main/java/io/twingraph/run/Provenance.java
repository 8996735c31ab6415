// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import io.twingraph.spec.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a result comes from.
 *
 * @param twingraph version of Twingraph
 * @param java version and vendor of the Java runtime
 * @param os name, version and architecture
 * @param cpu model name, or {@code "unknown"}
 * @param cores processors that this JVM may use
 * @param jvmFlags arguments of this JVM, without the class path
 * @param nativeVersions version of every native library, by name
 * @param environment the variables that change how natives run: {@code OMP_*}, {@code GOMP_*},
 *     {@code MKL_*}, {@code KMP_*}, {@code GLIBC_TUNABLES}, {@code MALLOC_*}, {@code OPENBLAS_*},
 *     {@code CUDA_*}, {@code TWINGRAPH_*}, and those of TensorFlow's {@code TF_*} that are known by
 *     name, because Terraform keeps its tokens in others; no other is ever recorded
 * @param seeds of the experiment
 * @param startedAt ISO 8601 in UTC, to the second
 */
public record Provenance(
    String twingraph,
    String java,
    String os,
    String cpu,
    int cores,
    List<String> jvmFlags,
    Map<String, String> nativeVersions,
    Map<String, String> environment,
    Seeds seeds,
    String startedAt) {
  private static final Pattern RELEVANT =
      Pattern.compile(
          "(OMP|GOMP|MKL|KMP|MALLOC|OPENBLAS|CUDA|NVIDIA|XLA|TWINGRAPH)_.*|GLIBC_TUNABLES"
              + "|TF_(AUTOTUNE|CPP|CUDNN|DETERMINISTIC|DISABLE|ENABLE|FORCE|GPU|MKL|NUM|ONEDNN|OVERRIDE|USE|XLA)_.*");

  public Provenance {
    jvmFlags = List.copyOf(jvmFlags);
    nativeVersions = Collections.unmodifiableMap(new LinkedHashMap<>(nativeVersions));
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }

  /** This process's, for a run with these seeds on these natives that started at this moment. */
  public static Provenance capture(
      Seeds seeds, Map<String, String> nativeVersions, Instant startedAt) {
    return new Provenance(
        version(),
        System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + ")",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        cpuModel(),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getRuntimeMXBean().getInputArguments(),
        nativeVersions,
        relevant(System.getenv()),
        seeds,
        startedAt.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** The version of Twingraph that is running. */
  public static String version() {
    Properties properties = new Properties();
    try (InputStream in = Provenance.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }

  /** Those of the variables that change how natives run, sorted by name. */
  static Map<String, String> relevant(Map<String, String> environment) {
    Map<String, String> kept = new TreeMap<>(environment);
    kept.keySet().removeIf(name -> !RELEVANT.matcher(name).matches());
    return kept;
  }

  private static String cpuModel() {
    Path file = Path.of("/proc/cpuinfo");
    if (Files.isReadable(file)) {
      try (Stream<String> lines = Files.lines(file)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown");
      } catch (IOException e) {
        return "unknown";
      }
    }
    return "unknown";
  }
}
