// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Medians, percentiles, ratios by round, shares, and the proof of equal work. */
class FiguresTest {
  private final SampleResults results = new SampleResults();

  @Test
  void medianOfAnEvenCountIsBetweenTheTwoInTheMiddle() {
    assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(2.5, 1, 4));
    assertThat(Spread.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
    assertThatThrownBy(() -> Spread.median(List.of())).hasMessage("no numbers, so no middle");
  }

  @Test
  void percentileIsAValueThatWasMeasured() {
    List<Double> values = new ArrayList<>();
    for (int i = 200; i >= 1; i--) {
      values.add((double) i);
    }
    assertThat(Spread.percentile(values, 0.99)).isEqualTo(198);
    assertThat(Spread.percentile(values, 0.5)).isEqualTo(100);
    assertThat(Spread.percentile(List.of(7.0), 0.99)).isEqualTo(7);
  }

  @Test
  void ratioIsTakenInEachRoundAndThenItsMedian() {
    // Medians alone would give 30 / 20 = 1.5.
    results.time("twingraph-torch", 10, 20, 40).time("python-torch-eager", 40, 20, 30);
    Figures.Row row = results.row("python-torch-eager");
    assertThat(row.ratio()).isEqualTo(new Spread(1, 0.75, 4));
    results.time("twingraph-torch", 4, 5, 6).time("python-torch-eager", 4, 10, 18);
    assertThat(results.row("python-torch-eager").ratio()).isEqualTo(new Spread(2, 1, 3));
  }

  @Test
  void ratioIsToTwingraphOnTheSameEngine() {
    results
        .time("twingraph-torch", 1, 1, 1)
        .time("twingraph-tensorflow", 2, 2, 2)
        .time("python-tf-function", 3, 3, 3);
    assertThat(results.row("python-tf-function").ratio().median()).isEqualTo(1.5);
    assertThat(results.row("twingraph-torch").ratio()).isNull();
  }

  @Test
  void roundsThatOneOfTheTwoMissesDoNotCount() {
    results.time("twingraph-torch", 2, 2, 2).time("python-torch-eager", 4);
    assertThat(results.row("python-torch-eager").ratio()).isEqualTo(new Spread(2, 2, 2));
  }

  @Test
  void shareIsWorkOverTimeOverTheFasterRateOfItsRound() {
    results.time("twingraph-torch", 20, 40).ceiling("ceiling-mkl", 100, 300);
    results.ceiling("ceiling-openblas", 200, 100);
    double gigaflop = 121_164_288.0 * 32 / 1e9;
    Spread share = results.row("twingraph-torch").gemmShare();
    assertThat(share.max()).isCloseTo(gigaflop / 0.020 / 200, within(1e-12));
    assertThat(share.min()).isCloseTo(gigaflop / 0.040 / 300, within(1e-12));
    Spread ofMkl = results.row("twingraph-torch").mklShare();
    assertThat(ofMkl.max()).isCloseTo(gigaflop / 0.020 / 100, within(1e-12));
    assertThat(ofMkl.min()).isCloseTo(gigaflop / 0.040 / 300, within(1e-12));
    Spread copy = results.row("twingraph-torch").copyShare();
    assertThat(copy.max()).isCloseTo(9_467_274 * 8 / 1e9 / 0.020 / 10, within(1e-12));
  }

  @Test
  void ratesOfEveryBlasAreKeptRoundByRound() {
    results.ceiling("ceiling-mkl", 100, 300).ceiling("ceiling-openblas", 200);
    BenchResult result = results.result();
    assertThat(new Figures(result).gemmByRound(result.workloads().get(0)))
        .isEqualTo(Map.of("mkl", Map.of(1, 100.0, 2, 300.0), "openblas", Map.of(1, 200.0)));
  }

  @Test
  void contestantThatDroppedOutInALaterRoundHasNoRatio() {
    results.time("twingraph-torch", 2, 2, 2).time("python-torch-eager", 4);
    results.outage("python-torch-eager", "train-32", "fell over");
    Figures.Row row = results.row("python-torch-eager");
    assertThat(row.problem()).isEqualTo("fell over");
    assertThat(row.millis().median()).isEqualTo(4);
    assertThat(row.ratio()).isNull();
  }

  @Test
  void withoutTwingraphTorchNothingIsProved() {
    results.time("twingraph-tensorflow", 2).time("python-tf-function", 4);
    assertThat(results.row("python-tf-function").problem())
        .isEqualTo("not checked: twingraph-torch has no result to hold it against");
  }

  @Test
  void startAndMemoryAreHeldAgainstTwingraphToo() {
    results.time("twingraph-torch", 2).time("python-torch-eager", 4);
    results.start("twingraph-torch", 1.5, 400).start("python-torch-eager", 3, 500);
    Figures.StartRow row =
        new Figures(results.result())
            .starts().stream()
                .filter(one -> one.contestant().equals("python-torch-eager"))
                .findFirst()
                .orElseThrow();
    assertThat(row.firstStepRatio().median()).isEqualTo(2);
    assertThat(row.peakRatio().median()).isEqualTo(1.25);
  }

  @Test
  void logitsAreComparedWithTheLargestOfThem() {
    Workload forward = Workload.ALL.get(5);
    Sample expected = SampleResults.logits(10, 0.001);
    assertThat(EqualWork.difference(forward, SampleResults.logits(10.005, 0.005), expected))
        .isNull();
    assertThat(EqualWork.difference(forward, SampleResults.logits(10, 0.1), expected))
        .isEqualTo("computes something else: logit 1 is 0.10000, expected 0.0010000");
    assertThat(EqualWork.difference(forward, SampleResults.logits(10), expected))
        .isEqualTo("gave 1 values to hold against Twingraph's, expected 2");
    assertThat(EqualWork.difference(forward, SampleResults.logits(Double.NaN, 0), expected))
        .contains("logit 0 is NaN");
  }

  @Test
  void epochsMayDifferByTheirShuffles() {
    Workload epoch = Workload.ALL.get(7);
    Sample expected = SampleResults.epoch(0.50, 0.90);
    assertThat(EqualWork.difference(epoch, SampleResults.epoch(0.52, 0.85), expected)).isNull();
    assertThat(EqualWork.difference(epoch, SampleResults.epoch(0.53, 0.90), expected))
        .isEqualTo(
            "computes something else: training loss of the epoch is 0.53000, expected 0.50000");
    assertThat(EqualWork.difference(epoch, SampleResults.epoch(0.50, 0.79), expected))
        .contains("validation accuracy is 0.79000, expected 0.90000");
    assertThat(EqualWork.difference(epoch, SampleResults.epoch(null, null), expected))
        .contains("training loss of the epoch is missing");
  }
}
