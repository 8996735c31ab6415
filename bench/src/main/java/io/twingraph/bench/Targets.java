// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What Twingraph has promised to reach, and what it has reached in one run. */
public final class Targets {
  /** Names of peers, as in their {@code peer.json}. */
  static final String PRESET = "pytorch-preset";

  static final String DJL = "djl-torch";
  static final String PYTORCH = "python-torch-eager";
  static final String PYTORCH_COMPILED = "python-torch-compile";
  static final String KERAS = "python-keras";
  static final String TF_FUNCTION = "python-tf-function";
  static final String TF_JAVA = "tensorflow-java";
  static final String CPP = "cpp-libtorch";
  static final String CUDA_EAGER = "python-torch-cuda";
  static final String CUDA_GRAPHS = "python-torch-cuda-graphs";

  private static final String OWN = "twingraph-";
  private static final String TORCH = OWN + "torch";
  private static final String TENSORFLOW = OWN + "tensorflow";
  private static final List<String> TORCH_PEERS = List.of(PYTORCH, PYTORCH_COMPILED);
  private static final List<String> TF_PEERS = List.of(TF_FUNCTION, KERAS);
  private static final List<String> TRAINING =
      List.of("train-1", Workload.MAIN, "train-128", "train-512");

  /**
   * One promise.
   *
   * @param against whom, or what
   * @param measure what is measured, for people
   * @param limit of the median
   * @param atMost whether the limit is the most that is allowed and not the least
   * @param percent whether values are shares, written in per cent
   * @param measured takes the figure out of a run; empty where its contestants did not run
   */
  private record Promise(
      String against,
      String measure,
      double limit,
      boolean atMost,
      boolean percent,
      Function<Figures, Optional<Double>> measured) {}

  /**
   * One promise with what was measured.
   *
   * @param wanted for people: {@code "at least 3.00 x"}
   * @param limit of {@code measured}
   * @param measured median over the rounds; {@code null} if a contestant did not run
   * @param met whether it was reached; {@code null} likewise
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Row(
      String against, String measure, String wanted, double limit, Double measured, Boolean met) {
    /** For people: {@code "met"}, {@code "missed"}, or that it is not known. */
    public String outcome() {
      return met == null ? "not measured" : met ? "met" : "missed";
    }

    /** The measured figure in the unit of {@code wanted}; a dash if there is none. */
    public String shown() {
      if (measured == null) {
        return "–";
      }
      return wanted.endsWith("%")
          ? String.format(Locale.ROOT, "%.1f %%", 100 * measured)
          : String.format(Locale.ROOT, "%.2f x", measured);
    }
  }

  private static final List<Promise> PROMISES = promises();
  private static final List<Promise> ON_GPU = onGpu();

  private Targets() {}

  private static List<Promise> promises() {
    List<Promise> all = new ArrayList<>();
    all.add(faster("pytorch preset, untuned", Workload.MAIN, PRESET, 3.0));
    all.add(faster("DJL PyTorch", Workload.MAIN, DJL, 2.2));
    all.add(faster("Python PyTorch, eager", Workload.MAIN, PYTORCH, 1.25));
    all.add(faster("Keras model.fit", Workload.WHOLE_EPOCH, KERAS, 1.3));
    all.add(faster("bare tf.function loop", Workload.MAIN, TF_FUNCTION, 1.05));
    all.add(faster("TensorFlow Java", Workload.MAIN, TF_JAVA, 1.1));
    all.add(
        new Promise(
            "C++ on the same libtorch",
            "overhead, " + Workload.MAIN,
            0.01,
            true,
            true,
            figures -> figures.timeRatio(Workload.MAIN, TORCH, CPP).map(it -> it.median() - 1)));
    for (String engine : List.of(TORCH, TENSORFLOW)) {
      all.add(share(engine, "train-128", 0.80));
      all.add(share(engine, "train-512", 0.85));
    }
    all.add(
        new Promise(
            "faster engine", "slower, worst of train-*", 0.9, false, false, Targets::slowerEngine));
    all.add(fastest("Python PyTorch", TORCH_PEERS));
    all.add(fastest("Python TensorFlow", TF_PEERS));
    all.add(leanest("Python PyTorch", TORCH, TORCH_PEERS));
    all.add(leanest("Python TensorFlow", TENSORFLOW, TF_PEERS));
    return List.copyOf(all);
  }

  /** What is promised on a GPU of the class of NVIDIA's H200. */
  private static List<Promise> onGpu() {
    List<Promise> all = new ArrayList<>();
    for (String workload : List.of(Workload.MAIN, "train-512")) {
      all.add(faster("Python PyTorch on CUDA, eager", workload, CUDA_EAGER, 1.3));
      all.add(faster("Python PyTorch on CUDA, graphs", workload, CUDA_GRAPHS, 1.0));
    }
    return List.copyOf(all);
  }

  private static Promise faster(String against, String workload, String peer, double least) {
    return new Promise(
        against,
        workload,
        least,
        false,
        false,
        figures -> figures.ratio(workload, peer, Figures::millis).map(Spread::median));
  }

  private static Promise share(String engine, String workload, double least) {
    return new Promise(
        "measured GEMM rate",
        engine.substring(OWN.length()) + ", " + workload,
        least,
        false,
        true,
        figures ->
            figures
                .result()
                .workload(workload)
                .filter(found -> figures.problem(engine, found) == null)
                .flatMap(found -> figures.gemmShare(found, engine))
                .map(Spread::median));
  }

  /**
   * The faster engine's time over the slower one's at the batch size where that is least; empty
   * unless both engines ran at every one.
   */
  private static Optional<Double> slowerEngine(Figures figures) {
    List<Double> speeds =
        TRAINING.stream()
            .map(workload -> figures.timeRatio(workload, TENSORFLOW, TORCH))
            .flatMap(Optional::stream)
            .map(it -> Math.min(it.median(), 1 / it.median()))
            .toList();
    return speeds.size() < TRAINING.size()
        ? Optional.empty()
        : speeds.stream().min(Comparator.naturalOrder());
  }

  /** Against whichever of the peers has the least latency. */
  private static Promise fastest(String against, List<String> peers) {
    return new Promise(
        against,
        Workload.LATENCY + ", its fastest",
        1.5,
        false,
        false,
        figures ->
            medians(peers, peer -> figures.ratio(Workload.LATENCY, peer, Figures::millis))
                .min(Comparator.naturalOrder()));
  }

  /** Twingraph's memory over that of whichever of the peers needs the least. */
  private static Promise leanest(String against, String own, List<String> peers) {
    return new Promise(
        against,
        "peak memory, its leanest",
        1.0,
        true,
        false,
        figures ->
            medians(peers, peer -> figures.ratio(Workload.MAIN, own, peer, Figures::peak))
                .max(Comparator.naturalOrder()));
  }

  /** Nothing without the first peer: the others alone may be the easier ones. */
  private static Stream<Double> medians(
      List<String> peers, Function<String, Optional<Spread>> ratio) {
    return ratio.apply(peers.get(0)).isEmpty()
        ? Stream.empty()
        : peers.stream().map(ratio).flatMap(Optional::stream).map(Spread::median);
  }

  /** Every promise, held against a run: those for GPUs where it had a contestant for them. */
  public static List<Row> rows(Figures figures) {
    boolean gpu =
        Stream.of(CUDA_EAGER, CUDA_GRAPHS)
            .anyMatch(name -> figures.result().contestant(name).isPresent());
    return (gpu ? ON_GPU : PROMISES).stream().map(promise -> row(promise, figures)).toList();
  }

  private static Row row(Promise promise, Figures figures) {
    Double measured = promise.measured().apply(figures).orElse(null);
    Boolean met =
        measured == null
            ? null
            : Boolean.valueOf(
                promise.atMost() ? measured <= promise.limit() : measured >= promise.limit());
    String bound = promise.atMost() ? "at most " : "at least ";
    String number =
        promise.percent()
            ? String.format(Locale.ROOT, "%.0f %%", 100 * promise.limit())
            : String.format(Locale.ROOT, "%.2f x", promise.limit());
    return new Row(
        promise.against(), promise.measure(), bound + number, promise.limit(), measured, met);
  }
}
