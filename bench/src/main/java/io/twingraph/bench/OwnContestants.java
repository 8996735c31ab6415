// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import io.twingraph.bench.contestant.CeilingMain;
import io.twingraph.bench.contestant.TwingraphMain;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.Engines;
import io.twingraph.run.EngineJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Twingraph's own contestants, and the ceiling. */
final class OwnContestants {
  private static final Map<String, String> TITLES =
      Map.of("torch", "torch", "tensorflow", "TensorFlow");
  private static final List<String> STEPS = List.of("train", "forward");
  private static final List<String> ALL = List.of("train", "forward", "epoch");
  private static final List<String> NETWORKS = List.of("matched", "article");

  private static final String GRAPHS = "TWINGRAPH_TORCH_GRAPHS";
  private static final String XLA = "TWINGRAPH_TF_XLA";
  private static final List<String> SWITCHES = List.of(GRAPHS, XLA);

  private OwnContestants() {}

  /** Each engine by default. */
  static List<Contestant> engines() {
    List<Contestant> engines = new ArrayList<>();
    for (String engine : List.of("torch", "tensorflow")) {
      engines.add(
          twingraph(
              "twingraph-" + engine,
              "Twingraph " + TITLES.get(engine),
              engine,
              Contestant.Kind.TWINGRAPH));
    }
    return engines;
  }

  /** Each engine by default, and each with what is for GPUs: CUDA graphs, and XLA. */
  static List<Contestant> onGpu() {
    List<Contestant> all = new ArrayList<>(engines());
    all.add(
        twingraph(
            "twingraph-torch-graphs",
            "Twingraph torch, CUDA graphs",
            "torch",
            Contestant.Kind.VARIANT,
            Map.of(GRAPHS, "1")));
    all.add(
        twingraph(
            "twingraph-tensorflow-xla",
            "Twingraph TensorFlow, XLA",
            "tensorflow",
            Contestant.Kind.VARIANT,
            Map.of(XLA, "1", "TF_DETERMINISTIC_OPS", "0")));
    return all;
  }

  /** Each engine by default and in one JVM, then what the machine gives. */
  static List<Contestant> all() {
    List<Contestant> all = new ArrayList<>(engines());
    for (String engine : List.of("torch", "tensorflow")) {
      all.add(
          twingraph(
              "twingraph-" + engine + "-one-jvm",
              "Twingraph " + TITLES.get(engine) + ", one JVM",
              engine,
              Contestant.Kind.VARIANT));
    }
    all.add(ceiling("mkl", "Ceiling: MKL"));
    all.add(ceiling("openblas", "Ceiling: OpenBLAS"));
    return all;
  }

  private static Contestant twingraph(
      String name, String label, String engine, Contestant.Kind kind) {
    return twingraph(name, label, engine, kind, Map.of());
  }

  /**
   * A contestant that is one of the engines.
   *
   * @param settings variables of its process, which is then a worker's
   */
  private static Contestant twingraph(
      String name,
      String label,
      String engine,
      Contestant.Kind kind,
      Map<String, String> settings) {
    return new Contestant(
        name,
        label,
        engine,
        kind,
        kind == Contestant.Kind.TWINGRAPH ? ALL : STEPS,
        NETWORKS,
        job -> {
          List<String> main = new ArrayList<>();
          main.add(TwingraphMain.class.getName());
          main.addAll(List.of("--engine", engine));
          main.addAll(job.arguments());
          Path errors = errorFile(job, name);
          boolean worker = kind == Contestant.Kind.TWINGRAPH || !settings.isEmpty();
          ProcessBuilder process =
              worker
                  ? EngineJvm.worker(provider(engine), job.threads(), System.getenv(), errors, main)
                      .builder()
                  : EngineJvm.oneJvm(errors, main).builder();
          // Whether there are graphs or XLA is the name's to say, not the user's environment's.
          SWITCHES.forEach(one -> process.environment().put(one, "0"));
          process.environment().putAll(settings);
          return process;
        });
  }

  private static Contestant ceiling(String blas, String label) {
    return new Contestant(
        "ceiling-" + blas,
        label,
        "torch",
        Contestant.Kind.CEILING,
        STEPS,
        NETWORKS,
        job -> {
          List<String> main =
              List.of(
                  CeilingMain.class.getName(),
                  "--blas",
                  blas,
                  "--threads",
                  Integer.toString(job.threads()));
          ProcessBuilder builder =
              EngineJvm.worker(
                      provider("torch"),
                      job.threads(),
                      System.getenv(),
                      errorFile(job, "ceiling-" + blas),
                      main)
                  .builder();
          ceilingEnvironment(builder.environment());
          return builder;
        });
  }

  /**
   * The machine's own rate, and not that of the kernels of an older processor. Without libtorch
   * MKL's threads must be Intel's own, which its preset loads first: asked for GNU's it calls both,
   * and on Intel's processors it dies of it ({@code undefined symbol: __kmpc_global_thread_num}).
   * Workers have libtorch and its libgomp, where GNU's is the right one; what they get, or the user
   * has set for them, does not count here.
   */
  static void ceilingEnvironment(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("OPENBLAS_"));
    environment.put("MKL_THREADING_LAYER", "INTEL");
    environment.putIfAbsent("MKL_CBWR", "AUTO");
  }

  private static EngineProvider provider(String engine) throws IOException {
    try {
      return Engines.named(engine);
    } catch (EngineException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Path errorFile(Job job, String name) {
    return job.work().resolve("hs_err_" + name + "_%p.log").toAbsolutePath();
  }
}
