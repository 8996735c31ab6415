// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import io.twingraph.bench.contestant.BenchNetwork;
import java.util.List;
import java.util.Locale;

/**
 * What contestants do.
 *
 * @param id the user's name for it
 * @param title for people
 * @param kind of work
 * @param network that is trained or run
 * @param batch images in a step
 * @param warmup steps before the first measured one, at least
 * @param warmupSeconds that these steps take, at least; enough for a JVM to compile what it runs
 * @param steps measured steps; for an epoch 0
 */
public record Workload(
    String id,
    String title,
    Kind kind,
    BenchNetwork network,
    int batch,
    int warmup,
    double warmupSeconds,
    int steps) {
  /** What the protocol calls a workload. */
  public enum Kind {
    /** Steps of training, each measured by itself. */
    TRAIN,
    /** Logits, each batch measured by itself. */
    FORWARD,
    /** One epoch with its feeding of data, and the evaluation after it. */
    EPOCH;

    /** The protocol's word. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The one from whose processes start time and memory are taken. */
  public static final String MAIN = "train-32";

  /** Latency of one image. */
  public static final String LATENCY = "forward-1";

  /** A whole epoch. */
  public static final String WHOLE_EPOCH = "epoch";

  private static final double SECONDS = 2;

  /** Every workload, in the order in which they run. */
  public static final List<Workload> ALL =
      List.of(
          train(1, 60, 60),
          train(32, 100, 50),
          train(128, 25, 15),
          train(512, 6, 6),
          new Workload(
              "article-512",
              "train step of the article's small network, batch 512",
              Kind.TRAIN,
              BenchNetwork.ARTICLE,
              512,
              40,
              SECONDS,
              60),
          forward(1, 300, 500),
          forward(256, 15, 20),
          new Workload(
              WHOLE_EPOCH,
              "one epoch with evaluation, batch 32",
              Kind.EPOCH,
              BenchNetwork.MATCHED,
              32,
              20,
              0,
              0));

  /** What {@code --quick} runs. */
  public static List<Workload> quickOnes() {
    return ALL.stream()
        .filter(one -> one.id().equals(MAIN) || one.id().equals(LATENCY))
        .map(Workload::quick)
        .toList();
  }

  private static Workload train(int batch, int warmup, int steps) {
    return new Workload(
        "train-" + batch,
        "train step, batch " + batch,
        Kind.TRAIN,
        BenchNetwork.MATCHED,
        batch,
        warmup,
        SECONDS,
        steps);
  }

  private static Workload forward(int batch, int warmup, int steps) {
    return new Workload(
        "forward-" + batch,
        batch == 1 ? "forward pass of one image" : "forward pass, batch " + batch,
        Kind.FORWARD,
        BenchNetwork.MATCHED,
        batch,
        warmup,
        SECONDS,
        steps);
  }

  /** The same with half of the warm-up and a third of the steps. */
  Workload quick() {
    return with(Math.max(1, warmup / 2), warmupSeconds / 2, Math.max(1, steps / 3));
  }

  /** The same for a GPU, which does a step in a fraction of the time: enough of them to time. */
  public Workload onGpu() {
    return kind == Kind.EPOCH ? this : with(Math.max(warmup, 50), warmupSeconds, 200);
  }

  /** The same with these numbers of steps, whatever time they take. */
  public Workload withSteps(int newWarmup, int newSteps) {
    return with(newWarmup, 0, newSteps);
  }

  private Workload with(int newWarmup, double newSeconds, int newSteps) {
    return new Workload(id, title, kind, network, batch, newWarmup, newSeconds, newSteps);
  }

  /** Whether the share of the machine's multiply-adds is of interest: where products rule. */
  boolean hasShare() {
    return network == BenchNetwork.MATCHED && kind != Kind.EPOCH && batch >= 32;
  }
}
