// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import io.twingraph.run.Provenance;
import io.twingraph.spec.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results that were never measured, for tests of what is made of them. */
final class SampleResults {
  private static final Map<String, String> LABELS = new LinkedHashMap<>();

  static {
    LABELS.put("twingraph-torch", "Twingraph torch");
    LABELS.put("twingraph-tensorflow", "Twingraph TensorFlow");
    LABELS.put("ceiling-mkl", "Ceiling: MKL");
    LABELS.put("ceiling-openblas", "Ceiling: OpenBLAS");
    LABELS.put("python-torch-eager", "Python PyTorch, eager");
    LABELS.put("python-tf-function", "Python tf.function");
    LABELS.put("cpp-libtorch", "C++ on the same libtorch, same tuning");
    LABELS.put("djl-torch", "DJL, PyTorch engine");
  }

  private final List<Sample> samples = new ArrayList<>();
  private final List<Outage> outages = new ArrayList<>();
  private final Map<String, double[]> starts = new LinkedHashMap<>();
  private final Map<String, String> labels = new LinkedHashMap<>(LABELS);
  private Map<String, String> environment = Map.of();
  private String workload = "train-32";

  /** One more contestant. */
  SampleResults contestant(String name, String label) {
    labels.put(name, label);
    return this;
  }

  /** What follows is of this workload. */
  SampleResults in(String id) {
    workload = id;
    return this;
  }

  /** The median step of each round, in place of an earlier call's. */
  SampleResults time(String contestant, double... millis) {
    samples.removeIf(one -> one.contestant().equals(contestant) && one.workload().equals(workload));
    for (int i = 0; i < millis.length; i++) {
      samples.add(
          sample(contestant, workload, i + 1, List.of(millis[i]), List.of(2.3), List.of(), null));
    }
    return this;
  }

  /** What the contestant says besides in every round so far. */
  SampleResults says(String contestant, Double gpuMillis, String note) {
    samples.replaceAll(
        one ->
            one.contestant().equals(contestant) && one.workload().equals(workload)
                ? with(one, gpuMillis, note)
                : one);
    return this;
  }

  private static Sample with(Sample one, Double gpuMillis, String note) {
    return new Sample(
        one.contestant(),
        one.workload(),
        one.round(),
        one.firstStepSeconds(),
        one.peakResidentBytes(),
        one.threads(),
        one.versions(),
        one.millis(),
        gpuMillis,
        one.losses(),
        one.logits(),
        one.trainLoss(),
        one.validationLoss(),
        one.validationAccuracy(),
        one.gigaflopsPerSecond(),
        one.copyGigabytesPerSecond(),
        note);
  }

  SampleResults ceiling(String contestant, double... gigaflops) {
    for (int i = 0; i < gigaflops.length; i++) {
      samples.add(
          sample(contestant, workload, i + 1, List.of(), List.of(), List.of(), gigaflops[i]));
    }
    return this;
  }

  SampleResults start(String contestant, double seconds, double bytes) {
    starts.put(contestant, new double[] {seconds, bytes});
    return this;
  }

  SampleResults environment(Map<String, String> variables) {
    environment = variables;
    return this;
  }

  SampleResults outage(String contestant, String id, String reason) {
    outages.add(new Outage(contestant, id, reason));
    return this;
  }

  private static Sample sample(
      String contestant,
      String workload,
      int round,
      List<Double> millis,
      List<Double> losses,
      List<Double> logits,
      Double gigaflops) {
    return new Sample(
        contestant,
        workload,
        round,
        null,
        null,
        2,
        Map.of("fake", "1.0"),
        millis,
        null,
        losses,
        logits,
        null,
        null,
        null,
        gigaflops == null ? List.of() : List.of(gigaflops),
        gigaflops == null ? List.of() : List.of(10.0),
        null);
  }

  static Sample logits(double... logits) {
    return sample(
        "a", "forward-1", 1, List.of(1.0), List.of(), Arrays.stream(logits).boxed().toList(), null);
  }

  static Sample epoch(Double loss, Double accuracy) {
    return new Sample(
        "a",
        "epoch",
        1,
        null,
        null,
        2,
        null,
        List.of(9.0),
        null,
        null,
        null,
        loss,
        loss,
        accuracy,
        null,
        null,
        null);
  }

  private Sample started(Sample one) {
    double[] start = starts.get(one.contestant());
    return start == null
        ? one
        : new Sample(
            one.contestant(),
            one.workload(),
            one.round(),
            start[0],
            (long) start[1],
            one.threads(),
            one.versions(),
            one.millis(),
            one.gpuMillis(),
            one.losses(),
            one.logits(),
            null,
            null,
            null,
            one.gigaflopsPerSecond(),
            one.copyGigabytesPerSecond(),
            one.note());
  }

  BenchResult result() {
    List<Contestant> contestants = new ArrayList<>();
    labels.forEach(
        (name, label) ->
            contestants.add(
                new Contestant(
                    name,
                    label,
                    engine(name),
                    kind(name),
                    List.of("train"),
                    List.of("matched"),
                    null)));
    Provenance here =
        new Provenance(
            "0.1.0",
            "17",
            "Linux",
            "a processor",
            2,
            List.of(),
            Map.of(),
            environment,
            Seeds.of(0),
            "2026-01-01T00:00:00Z");
    List<String> ids = samples.stream().map(Sample::workload).toList();
    return new BenchResult(
        "./twingraph bench --quick",
        here,
        new Machine("a processor", 2, List.of("L1 data 32K"), 8L << 30, "Linux", "madvise"),
        "digits",
        2,
        3,
        true,
        Workload.ALL.stream().filter(one -> ids.contains(one.id())).toList(),
        contestants,
        List.of(new BenchResult.Load("train-32", 1, 0.25)),
        samples.stream().map(this::started).toList(),
        outages);
  }

  private static String engine(String name) {
    return name.contains("tensorflow") || name.contains("-tf-") ? "tensorflow" : "torch";
  }

  private static Contestant.Kind kind(String name) {
    if (name.startsWith("ceiling")) {
      return Contestant.Kind.CEILING;
    }
    return name.startsWith("twingraph") ? Contestant.Kind.TWINGRAPH : Contestant.Kind.PEER;
  }

  Figures.Row row(String contestant) {
    BenchResult result = result();
    return new Figures(result)
        .rows(result.workload(workload).orElseThrow()).stream()
            .filter(one -> one.contestant().equals(contestant))
            .findFirst()
            .orElseThrow();
  }
}
