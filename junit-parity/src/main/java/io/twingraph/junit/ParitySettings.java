// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import io.twingraph.data.Dataset;
import io.twingraph.data.Datasets;
import io.twingraph.error.SpecException;
import io.twingraph.parity.Divergence;
import io.twingraph.parity.Parity;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.Stage;
import io.twingraph.parity.StageRow;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What one {@link ParityTest} asks for, checked, with one of its seeds. */
record ParitySettings(ParityTest test, long seed) {
  private static final int TEST_IMAGES = 256;

  /**
   * Settings for each seed.
   *
   * @throws SpecException for values that no test can be made of
   */
  static List<ParitySettings> of(ParityTest test, String where) {
    if (test.engines().length != 2) {
      throw refusal(
          "not two engines", where, "engines", "two names", Arrays.toString(test.engines()));
    }
    if (test.steps() < 1) {
      throw refusal(
          "number too small", where, "steps", "a whole number of at least 1", test.steps());
    }
    if (test.seeds().length == 0) {
      throw refusal("no seed, so no test", where, "seeds", "at least one", "none");
    }
    if (test.batchSize() < 0) {
      throw refusal(
          "number too small",
          where,
          "batchSize",
          "at least 1, or 0 for the experiment's own",
          test.batchSize());
    }
    Set<Stage> stages =
        Arrays.stream(test.tolerances()).map(StageTolerance::stage).collect(Collectors.toSet());
    if (stages.size() < test.tolerances().length) {
      throw refusal(
          "two tolerances for one stage",
          where,
          "tolerances",
          "one for each stage",
          Arrays.stream(test.tolerances()).map(StageTolerance::stage).toList());
    }
    return Arrays.stream(test.seeds()).mapToObj(seed -> new ParitySettings(test, seed)).toList();
  }

  private static SpecException refusal(
      String what, String where, String attribute, String expected, Object got) {
    return SpecException.of(
        what, where + ", " + attribute, expected, got, "change @ParityTest's " + attribute);
  }

  /** The experiment with this seed and batch size. */
  Experiment adapted(Experiment experiment) {
    Experiment seeded = experiment.withSeeds(Seeds.of(seed));
    return test.batchSize() == 0 ? seeded : seeded.withBatchSize(test.batchSize());
  }

  /** Compares. */
  ParityReport run(Experiment experiment) {
    Parity parity =
        comparison(experiment)
            .engines(test.engines()[0], test.engines()[1])
            .steps(test.steps())
            .mode(test.mode())
            .reference(test.reference())
            .thorough(test.thorough())
            .threads(test.threads());
    for (StageTolerance t : test.tolerances()) {
      parity.tolerance(t.stage(), t.absolute(), t.relative(), t.reason());
    }
    return parity.run();
  }

  private Parity comparison(Experiment experiment) {
    if (test.data().equals(ParityTest.RANDOM)) {
      RandomImages images = new RandomImages(experiment, seed);
      return Parity.of(experiment, images.train(test.steps()), images.test(), data());
    }
    Dataset all = Datasets.load(test.data());
    double needed = (double) test.steps() * experiment.batchSize();
    int images = (int) Math.ceil(needed / (1 - experiment.validationSplit()));
    return Parity.of(experiment, TrainingData.of(all.limit(images, TEST_IMAGES), experiment));
  }

  /** The rows that are beyond a tolerance which the test itself gives. */
  List<StageRow> beyondLimit(ParityReport report) {
    Set<Stage> limited =
        Arrays.stream(test.tolerances()).map(StageTolerance::stage).collect(Collectors.toSet());
    return report.rows().stream()
        .filter(row -> limited.contains(row.stage()) && row.judged() && !row.withinTolerance())
        .toList();
  }

  /** Whether the test gives the stage of a divergence a tolerance, and no reason for it. */
  boolean hasToleranceWithoutReason(Divergence divergence) {
    return divergence != null
        && Arrays.stream(test.tolerances())
            .anyMatch(t -> t.stage() == divergence.stage() && t.reason().isBlank());
  }

  /** What the data is, for people. */
  String data() {
    return test.data().equals(ParityTest.RANDOM) ? "random images of seed " + seed : test.data();
  }

  /** {@code "torch and tensorflow, seed 1, 3 steps"}. */
  String displayName() {
    return String.join(" and ", test.engines())
        + ", seed "
        + seed
        + ", "
        + test.steps()
        + (test.steps() == 1 ? " step" : " steps");
  }
}
