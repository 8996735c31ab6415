// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

import io.twingraph.run.EngineRun;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Two runs, measured against each other. */
record RunPair(EngineRun a, EngineRun b) {

  /** Where the experiments differ, one line each. */
  List<String> differences() {
    return ExperimentDifferences.between(a.name(), a.experiment(), b.name(), b.experiment());
  }

  /** Number of steps that both runs have. */
  int steps() {
    return Math.min(a.steps().size(), b.steps().size());
  }

  /** Largest {@code |x-y| / max(|x|,|y|)} of the first {@code limit} losses, or {@code null}. */
  Double maxLossDifference(int limit) {
    int count = Math.min(limit, steps());
    double largest = 0;
    for (int i = 0; i < count; i++) {
      double x = a.steps().get(i).loss();
      double y = b.steps().get(i).loss();
      double magnitude = Math.max(Math.abs(x), Math.abs(y));
      largest = Math.max(largest, magnitude == 0 ? 0 : Math.abs(x - y) / magnitude);
    }
    return count == 0 ? null : largest;
  }

  private boolean haveSameSamples() {
    return !a.predictions().isEmpty() && a.predictions().size() == b.predictions().size();
  }

  /** Share of test samples with the same prediction, or {@code null}. */
  Double agreement() {
    if (!haveSameSamples()) {
      return null;
    }
    int same = 0;
    for (int i = 0; i < a.predictions().size(); i++) {
      same += a.predictions().get(i).equals(b.predictions().get(i)) ? 1 : 0;
    }
    return (double) same / a.predictions().size();
  }

  /** Distance of the test accuracies, 0..1, or {@code null}. */
  Double accuracyDifference() {
    return a.testAccuracy().isEmpty() || b.testAccuracy().isEmpty()
        ? null
        : Math.abs(a.testAccuracy().getAsDouble() - b.testAccuracy().getAsDouble());
  }

  /** {@link McNemar#pValue} of the two sets of mistakes, or {@code null}. */
  Double mcNemarP() {
    if (!haveSameSamples()) {
      return null;
    }
    Set<Integer> onlyA = new HashSet<>(a.mistakes());
    Set<Integer> onlyB = new HashSet<>(b.mistakes());
    onlyA.removeAll(b.mistakes());
    onlyB.removeAll(a.mistakes());
    return McNemar.pValue(onlyB.size(), onlyA.size());
  }

  /** The first rule of {@link RunComparison} that does not hold, as a clause with its values. */
  Optional<String> brokenRule() {
    return differentHash("trained on different data", a.dataSha256(), b.dataSha256())
        .or(
            () ->
                differentHash(
                    "started from different parameters",
                    a.initialParametersSha256(),
                    b.initialParametersSha256()))
        .or(
            () ->
                differentHash(
                    "had different first batches", a.firstBatchSha256(), b.firstBatchSha256()))
        .or(this::differentSteps)
        .or(this::incompatiblePredictions);
  }

  private Optional<String> differentHash(String what, String hashA, String hashB) {
    return hashA != null && Objects.equals(hashA, hashB)
        ? Optional.empty()
        : Optional.of(
            "they " + what + " (SHA-256 " + brief(hashA) + " against " + brief(hashB) + ")");
  }

  private static String brief(String hash) {
    return hash == null ? "missing" : hash.substring(0, Math.min(12, hash.length()));
  }

  private Optional<String> differentSteps() {
    if (a.steps().size() != b.steps().size()) {
      return Optional.of(
          "they made different numbers of steps ("
              + a.steps().size()
              + " against "
              + b.steps().size()
              + ")");
    }
    Tolerance tolerance = lossTolerance();
    for (int i = 0; i < Math.min(RunComparison.FIRST_STEPS, steps()); i++) {
      float x = a.steps().get(i).loss();
      float y = b.steps().get(i).loss();
      if (!tolerance.allows(x, y)) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "the losses of step %d, %s and %s, differ by %.2g relative, more than %.0e",
                a.steps().get(i).step(),
                x,
                y,
                Math.abs((double) x - y) / Math.max(Math.abs(x), Math.abs(y)),
                tolerance.relative()));
      }
    }
    return Optional.empty();
  }

  /** What the losses of the first steps are held to. */
  Tolerance lossTolerance() {
    return DeviceRounding.between(a.device(), b.device()).applied(Tolerance.loss());
  }

  private boolean differBeyondChance() {
    Double agreement = agreement();
    return agreement != null
        && agreement < RunComparison.ENOUGH_AGREEMENT
        && mcNemarP() <= RunComparison.SIGNIFICANT;
  }

  private boolean swingExplainsIt() {
    Double difference = accuracyDifference();
    return difference != null && difference < AccuracySwing.ofBoth(a, b);
  }

  /**
   * A note where the predictions differ by more than chance and {@link AccuracySwing} is why that
   * says nothing of the engines; empty elsewhere.
   */
  String unsettled() {
    if (!differBeyondChance() || !swingExplainsIt()) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        " Note: the accuracies of %s and %s differ by more than chance, but by less than each"
            + " engine's own still moved in its last epochs (%.2f points): training has not"
            + " settled, and amplifies rounding that far. More epochs make a sharper test.",
        a.name(),
        b.name(),
        100 * AccuracySwing.ofBoth(a, b));
  }

  private Optional<String> incompatiblePredictions() {
    Double agreement = agreement();
    if (agreement == null) {
      return Optional.of(
          "their predictions are of different numbers of test samples ("
              + a.predictions().size()
              + " against "
              + b.predictions().size()
              + ")");
    }
    if (!differBeyondChance() || swingExplainsIt()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "their final predictions are the same for only %.2f %% of %,d test samples and one is"
                + " better than chance allows (test accuracy %.2f %% against %.2f %%, McNemar p ="
                + " %.2g)",
            100 * agreement,
            a.predictions().size(),
            100 * a.testAccuracy().orElseThrow(),
            100 * b.testAccuracy().orElseThrow(),
            mcNemarP()));
  }
}
