// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

import io.twingraph.run.EngineRun;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What two or more runs have in common. With more than two, every pair is compared and each number
 * is the worst pair's.
 *
 * <p>The verdict is the first of these that applies:
 *
 * <ol>
 *   <li>{@link Verdict#INCOMPLETE}: fewer than two runs, or one ended early, or has a loss that is
 *       NaN or infinite, which is equal to nothing.
 *   <li>{@link Verdict#DIFFERENT_EXPERIMENTS}: a setting differs, the experiments' names aside.
 *   <li>{@link Verdict#DISAGREE}: the data, the initial parameters or the first batch differ in a
 *       bit; or the losses of one of the first {@value #FIRST_STEPS} steps are not within {@link
 *       Tolerance#loss} (1e-5 relative, 1e-6 absolute; Polygraphy's default), or ten times that if
 *       one of them ran on a GPU ({@link DeviceRounding}); or the final predictions are the same
 *       for less than 99.5 % of the test samples, the two sets of mistakes differ by more than
 *       chance (McNemar's p at most 0.01), and the accuracies are at least as far apart as each
 *       engine's own still moved in its last three epochs.
 *   <li>{@link Verdict#AGREE} otherwise; where every run predicts one class for all test samples,
 *       the sentence says so, since such predictions say little.
 * </ol>
 *
 * <p>Only the first steps are held to a numeric limit: later losses drift apart by rounding alone,
 * since training amplifies it. {@link #maxLossDifference} reports that drift and decides nothing.
 *
 * @param verdict in a word
 * @param sentence the verdict in one sentence for people, with its evidence
 * @param firstStepsMaxLossDifference largest {@code |a-b| / max(|a|,|b|)} of the losses of the
 *     first ten steps; {@code null} if the experiments differ or a run has no steps
 * @param maxLossDifference the same over all steps that both runs have; {@code null} likewise
 * @param predictionAgreement share of test samples that both predict the same class for, 0..1;
 *     {@code null} without predictions of as many samples
 * @param testAccuracyDifference {@code |a-b|} of the test accuracies, 0..1; {@code null} if one is
 *     missing
 * @param mcNemarP probability of as unequal a split of the samples that only one of the two gets
 *     right, if both were equally good (McNemar 1947): from the binomial distribution up to 1,000
 *     such samples, above that from chi-squared with continuity correction; {@code null} without
 *     predictions of as many samples
 * @param differences where the experiments differ, one line each; empty if they do not
 */
public record RunComparison(
    Verdict verdict,
    String sentence,
    Double firstStepsMaxLossDifference,
    Double maxLossDifference,
    Double predictionAgreement,
    Double testAccuracyDifference,
    Double mcNemarP,
    List<String> differences) {
  /** Steps whose losses are held to a limit. */
  public static final int FIRST_STEPS = 10;

  /** Share of equal predictions that settles it, whatever McNemar's test says. */
  static final double ENOUGH_AGREEMENT = 0.995;

  /** McNemar's p up to which the difference is more than chance. */
  static final double SIGNIFICANT = 0.01;

  public RunComparison {
    differences = List.copyOf(differences);
  }

  /**
   * Compares.
   *
   * @param runs in any number; fewer than two are {@link Verdict#INCOMPLETE}
   */
  public static RunComparison of(List<EngineRun> runs) {
    List<RunPair> pairs = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      for (int j = i + 1; j < runs.size(); j++) {
        pairs.add(new RunPair(runs.get(i), runs.get(j)));
      }
    }
    Set<String> differences = new LinkedHashSet<>();
    pairs.forEach(pair -> differences.addAll(pair.differences()));
    boolean same = differences.isEmpty() && runs.stream().allMatch(run -> notFinite(run).isEmpty());
    RunComparison numbers =
        new RunComparison(
            Verdict.AGREE,
            "",
            same ? worst(pairs, pair -> pair.maxLossDifference(FIRST_STEPS), Math::max) : null,
            same ? worst(pairs, pair -> pair.maxLossDifference(pair.steps()), Math::max) : null,
            worst(pairs, RunPair::agreement, Math::min),
            worst(pairs, RunPair::accuracyDifference, Math::max),
            worst(pairs, RunPair::mcNemarP, Math::min),
            List.copyOf(differences));
    return numbers.judge(runs, pairs);
  }

  private static Double worst(
      List<RunPair> pairs, Function<RunPair, Double> number, BinaryOperator<Double> worse) {
    return pairs.stream().map(number).filter(Objects::nonNull).reduce(worse).orElse(null);
  }

  private RunComparison judge(List<EngineRun> runs, List<RunPair> pairs) {
    List<EngineRun> failed = runs.stream().filter(run -> !run.complete()).toList();
    if (!failed.isEmpty()) {
      return with(Verdict.INCOMPLETE, endedEarly(failed));
    }
    for (EngineRun run : runs) {
      Optional<String> number = notFinite(run);
      if (number.isPresent()) {
        return with(
            Verdict.INCOMPLETE,
            run.name() + "'s " + number.get() + ", so there is nothing to judge.");
      }
    }
    if (pairs.isEmpty()) {
      String there = runs.isEmpty() ? "no engine ran" : "only " + runs.get(0).name() + " ran";
      return with(Verdict.INCOMPLETE, "A comparison needs two engines and " + there + ".");
    }
    if (!differences.isEmpty()) {
      return with(Verdict.DIFFERENT_EXPERIMENTS, differentSentence(runs));
    }
    for (RunPair pair : pairs) {
      Optional<String> broken = pair.brokenRule();
      if (broken.isPresent()) {
        return with(
            Verdict.DISAGREE,
            pair.a().name() + " and " + pair.b().name() + " disagree: " + broken.get() + ".");
      }
    }
    return with(Verdict.AGREE, agreeSentence(runs, pairs));
  }

  private RunComparison with(Verdict newVerdict, String newSentence) {
    return new RunComparison(
        newVerdict,
        newSentence,
        firstStepsMaxLossDifference,
        maxLossDifference,
        predictionAgreement,
        testAccuracyDifference,
        mcNemarP,
        differences);
  }

  private static String endedEarly(List<EngineRun> failed) {
    boolean alone = failed.size() == 1;
    return names(failed)
        + " ended early, so there is nothing to judge: "
        + failed.stream()
            .map(run -> (alone ? "" : run.name() + ": ") + firstLine(run.problem()))
            .collect(Collectors.joining("; "));
  }

  private static String firstLine(String problem) {
    return problem.lines().findFirst().orElse("no reason given");
  }

  /** The first number of a run that is NaN or infinite, as a clause. */
  private static Optional<String> notFinite(EngineRun run) {
    Optional<String> step =
        run.steps().stream()
            .filter(one -> !Float.isFinite(one.loss()))
            .findFirst()
            .map(one -> "loss of step " + one.step() + " is " + one.loss());
    double test = run.testLoss().orElse(0);
    return step.or(
        () -> Double.isFinite(test) ? Optional.empty() : Optional.of("test loss is " + test));
  }

  private static String names(List<EngineRun> runs) {
    return runs.stream().map(EngineRun::name).collect(Collectors.joining(" and "));
  }

  private String differentSentence(List<EngineRun> runs) {
    String accuracies =
        runs.stream()
            .map(
                run ->
                    String.format(Locale.ROOT, "%.2f %%", 100 * run.testAccuracy().orElseThrow()))
            .collect(Collectors.joining(" against "));
    return String.format(
        Locale.ROOT,
        "%s trained different experiments (%d settings differ), so nothing about the engines"
            + " follows from their results (test accuracy %s).",
        names(runs),
        differences.size(),
        accuracies);
  }

  private String agreeSentence(List<EngineRun> runs, List<RunPair> pairs) {
    int steps = pairs.get(0).steps();
    double limit =
        pairs.stream().mapToDouble(pair -> pair.lossTolerance().relative()).max().orElse(0);
    return String.format(
            Locale.ROOT,
            "%s agree: from the same parameters and batches their losses differ by at most %.1e over"
                + " the first %d steps (limit %.0e) and %.1e over all %,d; they predict the same class"
                + " for %.2f %% of %,d test images, and their accuracies differ by %.2f points"
                + " (McNemar p = %.2g).",
            names(runs),
            firstStepsMaxLossDifference,
            Math.min(FIRST_STEPS, steps),
            limit,
            maxLossDifference,
            steps,
            100 * predictionAgreement,
            runs.get(0).predictions().size(),
            100 * testAccuracyDifference,
            mcNemarP)
        + pairs.stream().map(RunPair::unsettled).collect(Collectors.joining())
        + oneClass(runs);
  }

  /** A note where the predictions are constants, which agree whatever the engines do. */
  private static String oneClass(List<EngineRun> runs) {
    boolean constant =
        runs.stream()
            .allMatch(
                run -> run.predictions().size() > 1 && Set.copyOf(run.predictions()).size() == 1);
    if (!constant) {
      return "";
    }
    boolean equal = runs.stream().map(run -> run.predictions().get(0)).distinct().count() == 1;
    String which =
        equal
            ? "the one class " + runs.get(0).predictions().get(0)
            : "one class (" + classes(runs) + ")";
    return " Note: each of them predicts "
        + which
        + " for every test image, so the predictions say nothing of what was learned; lower the"
        + " learning rate.";
  }

  private static String classes(List<EngineRun> runs) {
    return runs.stream()
        .map(run -> run.name() + " " + run.predictions().get(0))
        .collect(Collectors.joining(", "));
  }
}
