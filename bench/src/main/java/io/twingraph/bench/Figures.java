// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What a {@link BenchResult} means. Every ratio is taken round by round, then its median. */
public final class Figures {
  private static final double P99 = 0.99;
  private static final double GIGA = 1e-9;
  private static final double MILLI = 1e-3;
  private static final List<String> MKL = List.of("ceiling-mkl");

  private final BenchResult result;

  /** Of this result. */
  public Figures(BenchResult result) {
    this.result = result;
  }

  /**
   * A contestant in a workload.
   *
   * @param millis of a step, in each round the median: over the rounds
   * @param gpuMillis the same by the GPU's own clock; where the contestant can ask it
   * @param p99Millis the same of the slowest hundredth; latency only
   * @param ratio its time over Twingraph's on the same engine: above 1, Twingraph is faster
   * @param gemmShare its multiply-adds in the time, over the measured rate of a matrix product of
   *     the fastest BLAS, 0..1
   * @param mklShare the same over the rate of MKL's matrix product, which another BLAS's may exceed
   * @param copyShare its update's bytes in the time, over the measured bandwidth of a copy, 0..1
   * @param problem why figures are missing or do not count; {@code null} if they do
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      String contestant,
      String label,
      Spread millis,
      Spread gpuMillis,
      Spread p99Millis,
      Spread ratio,
      Spread gemmShare,
      Spread mklShare,
      Spread copyShare,
      String problem) {}

  /**
   * Start and memory of a contestant.
   *
   * @param firstStepSeconds from the start of its process to the end of its first step
   * @param firstStepRatio that over Twingraph's on the same engine
   * @param peakBytes resident, of the process and its descendants
   * @param peakRatio that over Twingraph's
   * @param problem as in {@link Row}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record StartRow(
      String contestant,
      String label,
      Spread firstStepSeconds,
      Spread firstStepRatio,
      Spread peakBytes,
      Spread peakRatio,
      String problem) {}

  /**
   * What the machine gives, as measured in a workload's rounds.
   *
   * @param gigaflopsPerSecond of a matrix product, by BLAS
   * @param copyGigabytesPerSecond read and written; {@code null} if not measured
   */
  public record Ceiling(Map<String, Spread> gigaflopsPerSecond, Spread copyGigabytesPerSecond) {}

  /** The result that these are of. */
  public BenchResult result() {
    return result;
  }

  /** A row for every contestant but the ceiling, in their order. */
  public List<Row> rows(Workload workload) {
    return contestants().stream().map(one -> row(one, workload)).toList();
  }

  private List<Contestant> contestants() {
    return result.contestants().stream()
        .filter(one -> one.kind() != Contestant.Kind.CEILING)
        .toList();
  }

  private Row row(Contestant contestant, Workload workload) {
    List<Sample> samples = result.samples(contestant.name(), workload.id());
    String problem = problem(contestant.name(), workload);
    if (samples.isEmpty()) {
      return new Row(
          contestant.name(), contestant.label(), null, null, null, null, null, null, null, problem);
    }
    boolean latency = workload.id().equals(Workload.LATENCY);
    boolean counts = problem == null;
    return new Row(
        contestant.name(),
        contestant.label(),
        Spread.of(samples.stream().map(Figures::millis).toList()),
        spread(byRound(contestant.name(), workload.id(), Sample::gpuMillis).values()).orElse(null),
        latency
            ? Spread.of(samples.stream().map(one -> Spread.percentile(one.millis(), P99)).toList())
            : null,
        ratio(workload.id(), contestant.name(), Figures::millis).orElse(null),
        counts ? gemmShare(workload, contestant.name()).orElse(null) : null,
        counts ? gemmShare(workload, contestant.name(), MKL).orElse(null) : null,
        counts ? copyShare(workload, contestant.name()).orElse(null) : null,
        problem);
  }

  /** What contestants of a workload had to say, each once. */
  List<String> notes(Workload workload) {
    return result.contestants().stream()
        .flatMap(
            contestant ->
                result.samples(contestant.name(), workload.id()).stream()
                    .filter(sample -> sample.note() != null)
                    .map(sample -> contestant.label() + ": " + sample.note())
                    .distinct())
        .toList();
  }

  /** The median step of a process, in milliseconds. */
  static double millis(Sample sample) {
    return Spread.median(sample.millis());
  }

  /** Why a contestant's figures in a workload are missing or do not count; else {@code null}. */
  String problem(String contestant, Workload workload) {
    List<Sample> samples = result.samples(contestant, workload.id());
    Optional<String> outage = result.outage(contestant, workload.id());
    if (outage.isPresent() || samples.isEmpty()) {
      return outage.orElse("did not run");
    }
    List<Sample> judge = result.samples(EqualWork.JUDGE, workload.id());
    if (judge.isEmpty()) {
      return "not checked: " + EqualWork.JUDGE + " has no result to hold it against";
    }
    return samples.stream()
        .map(one -> EqualWork.difference(workload, one, judge.get(0)))
        .filter(difference -> difference != null)
        .findFirst()
        .orElse(null);
  }

  /**
   * What {@code value} gives for a contestant over what it gives for Twingraph on the same engine,
   * round by round; empty for Twingraph itself and where one of the two does not count.
   */
  Optional<Spread> ratio(String workload, String contestant, Function<Sample, Double> value) {
    Optional<Contestant> who = result.contestant(contestant);
    if (who.isEmpty() || who.get().kind() == Contestant.Kind.TWINGRAPH) {
      return Optional.empty();
    }
    return ratio(workload, contestant, "twingraph-" + who.get().engine(), value);
  }

  /** The same of any two contestants, the first one's over the second one's. */
  Optional<Spread> ratio(
      String workload, String above, String below, Function<Sample, Double> value) {
    Optional<Workload> known = result.workload(workload);
    if (known.isEmpty() || problem(above, known.get()) != null) {
      return Optional.empty();
    }
    if (problem(below, known.get()) != null) {
      return Optional.empty();
    }
    Map<Integer, Double> divisors = byRound(below, workload, value);
    List<Double> ratios = new ArrayList<>();
    byRound(above, workload, value)
        .forEach(
            (round, dividend) -> {
              if (divisors.containsKey(round)) {
                ratios.add(dividend / divisors.get(round));
              }
            });
    return spread(ratios);
  }

  /** Times over times. */
  Optional<Spread> timeRatio(String workload, String above, String below) {
    return ratio(workload, above, below, Figures::millis);
  }

  private Map<Integer, Double> byRound(
      String contestant, String workload, Function<Sample, Double> value) {
    Map<Integer, Double> values = new LinkedHashMap<>();
    for (Sample sample : result.samples(contestant, workload)) {
      Double one = value.apply(sample);
      if (one != null) {
        values.put(sample.round(), one);
      }
    }
    return values;
  }

  private static Optional<Spread> spread(Collection<Double> values) {
    return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
  }

  /** Share of the rate of the fastest BLAS's matrix product, in each round of that round's. */
  Optional<Spread> gemmShare(Workload workload, String contestant) {
    return gemmShare(workload, contestant, ceilings());
  }

  private Optional<Spread> gemmShare(Workload workload, String contestant, List<String> of) {
    if (!workload.hasShare()) {
      return Optional.empty();
    }
    double flop = work(workload).flop(workload.kind(), workload.batch());
    return share(workload, contestant, flop, of, sample -> best(sample.gigaflopsPerSecond()));
  }

  private Optional<Spread> copyShare(Workload workload, String contestant) {
    if (!workload.hasShare() || workload.kind() != Workload.Kind.TRAIN) {
      return Optional.empty();
    }
    double bytes = work(workload).updateBytes();
    return share(
        workload, contestant, bytes, ceilings(), sample -> best(sample.copyGigabytesPerSecond()));
  }

  private static WorkCount work(Workload workload) {
    return WorkCount.of(workload.network().experiment().graph());
  }

  private static Double best(List<Double> rates) {
    return rates.isEmpty() ? null : Double.valueOf(Spread.median(rates));
  }

  private Optional<Spread> share(
      Workload workload,
      String contestant,
      double amount,
      List<String> ceilings,
      Function<Sample, Double> rate) {
    Map<Integer, Double> rates = new LinkedHashMap<>();
    for (String ceiling : ceilings) {
      byRound(ceiling, workload.id(), rate)
          .forEach((round, one) -> rates.merge(round, one, Math::max));
    }
    List<Double> shares = new ArrayList<>();
    for (Sample sample : result.samples(contestant, workload.id())) {
      Double giga = rates.get(sample.round());
      if (giga != null) {
        shares.add(amount * GIGA / (millis(sample) * MILLI) / giga);
      }
    }
    return spread(shares);
  }

  private List<String> ceilings() {
    return result.contestants().stream()
        .filter(one -> one.kind() == Contestant.Kind.CEILING)
        .map(Contestant::name)
        .toList();
  }

  /**
   * The rates of a matrix product in a workload, by BLAS and by round, each the median of its
   * calls; empty where they were not measured.
   */
  public Map<String, Map<Integer, Double>> gemmByRound(Workload workload) {
    Map<String, Map<Integer, Double>> rates = new LinkedHashMap<>();
    for (String ceiling : ceilings()) {
      Map<Integer, Double> rounds =
          byRound(ceiling, workload.id(), sample -> best(sample.gigaflopsPerSecond()));
      if (!rounds.isEmpty()) {
        rates.put(blas(ceiling), rounds);
      }
    }
    return rates;
  }

  private static String blas(String ceiling) {
    return ceiling.replace("ceiling-", "");
  }

  /** What was measured of the machine, over the rounds of all workloads. */
  public Ceiling ceiling() {
    Map<String, Spread> rates = new LinkedHashMap<>();
    List<Double> copies = new ArrayList<>();
    for (String ceiling : ceilings()) {
      List<Sample> samples =
          result.samples().stream().filter(one -> one.contestant().equals(ceiling)).toList();
      samples.stream()
          .filter(one -> !one.copyGigabytesPerSecond().isEmpty())
          .forEach(one -> copies.add(best(one.copyGigabytesPerSecond())));
      spread(samples.stream().map(one -> best(one.gigaflopsPerSecond())).toList())
          .ifPresent(found -> rates.put(blas(ceiling), found));
    }
    return new Ceiling(rates, spread(copies).orElse(null));
  }

  /**
   * Start and memory of every contestant; empty if the workload they are taken from did not run.
   */
  public List<StartRow> starts() {
    Optional<Workload> main = result.workload(Workload.MAIN);
    return main.isEmpty()
        ? List.of()
        : contestants().stream().map(one -> start(one, main.get())).toList();
  }

  private StartRow start(Contestant contestant, Workload main) {
    String name = contestant.name();
    return new StartRow(
        name,
        contestant.label(),
        spread(byRound(name, main.id(), Sample::firstStepSeconds).values()).orElse(null),
        ratio(main.id(), name, Sample::firstStepSeconds).orElse(null),
        spread(byRound(name, main.id(), Figures::peak).values()).orElse(null),
        ratio(main.id(), name, Figures::peak).orElse(null),
        problem(name, main));
  }

  /** Peak resident memory in bytes. */
  static Double peak(Sample sample) {
    return sample.peakResidentBytes() == null
        ? null
        : Double.valueOf(sample.peakResidentBytes().doubleValue());
  }
}
