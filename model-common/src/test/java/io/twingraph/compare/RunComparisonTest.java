// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.run.EngineRun;
import io.twingraph.run.EpochRecord;
import io.twingraph.run.RunFixtures;
import io.twingraph.run.StepRecord;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Presets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunComparisonTest {
  private final SampleRun torch = new SampleRun("torch");
  private final SampleRun tensorflow = new SampleRun("tensorflow");

  private RunComparison compare() {
    return RunComparison.of(List.of(torch.run(), tensorflow.run()));
  }

  @Test
  void theSameLossesAndPredictionsAgree() {
    tensorflow.losses[3] *= 1 + 4e-6f;
    tensorflow.losses[15] *= 1.01f;
    tensorflow.predictions[7] = 2;
    tensorflow.mistakes = List.of(1, 7);
    tensorflow.accuracy = 0.998;
    RunComparison comparison = compare();
    assertThat(comparison.verdict()).isEqualTo(Verdict.AGREE);
    assertThat(comparison.firstStepsMaxLossDifference()).isBetween(3.5e-6, 4.5e-6);
    assertThat(comparison.maxLossDifference()).isBetween(0.0098, 0.01);
    assertThat(comparison.predictionAgreement()).isEqualTo(0.999);
    assertThat(comparison.testAccuracyDifference()).isBetween(0.00099, 0.00101);
    assertThat(comparison.mcNemarP()).isEqualTo(1);
    assertThat(comparison.differences()).isEmpty();
    assertThat(comparison.sentence())
        .isEqualTo(
            "torch and tensorflow agree: from the same parameters and batches their losses differ"
                + " by at most 4.1e-06 over the first 10 steps (limit 1e-05) and 9.9e-03 over all"
                + " 20; they predict the same class for 99.90 % of 1,000 test images, and their"
                + " accuracies differ by 0.10 points (McNemar p = 1.0).");
  }

  @Test
  void runsThatBothPredictOneClassAgreeWithANote() {
    Arrays.fill(torch.predictions, 4);
    Arrays.fill(tensorflow.predictions, 4);
    RunComparison comparison = compare();
    assertThat(comparison.verdict()).isEqualTo(Verdict.AGREE);
    assertThat(comparison.sentence())
        .startsWith("torch and tensorflow agree: ")
        .endsWith(
            "(McNemar p = 1.0). Note: each of them predicts the one class 4 for every test image,"
                + " so the predictions say nothing of what was learned; lower the learning rate.");
    Arrays.fill(tensorflow.predictions, 5);
    assertThat(compare().sentence()).contains("predicts one class (torch 4, tensorflow 5) for");
    tensorflow.predictions[0] = 6;
    assertThat(compare().sentence()).doesNotContain("Note:");
  }

  @Test
  void lossesThatAreNotFiniteInBothCannotBeJudged() {
    for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      torch.losses[2] = odd;
      tensorflow.losses[2] = odd;
      RunComparison comparison = compare();
      assertThat(comparison.verdict()).isEqualTo(Verdict.INCOMPLETE);
      assertThat(comparison.sentence())
          .isEqualTo("torch's loss of step 3 is " + odd + ", so there is nothing to judge.");
      assertThat(comparison.firstStepsMaxLossDifference()).isNull();
      assertThat(comparison.maxLossDifference()).isNull();
    }
  }

  @Test
  void bothRunsThatEndedEarlyAreNamedWithTheirReasons() {
    torch.problem = "the value cannot be converted\nmore of it";
    tensorflow.problem = "the training loss became NaN";
    RunComparison comparison = compare();
    assertThat(comparison.verdict()).isEqualTo(Verdict.INCOMPLETE);
    assertThat(comparison.sentence())
        .isEqualTo(
            "torch and tensorflow ended early, so there is nothing to judge: torch: the value"
                + " cannot be converted; tensorflow: the training loss became NaN");
  }

  @Test
  void otherDataOrParametersOrBatchesDisagreeInThisOrder() {
    tensorflow.firstBatch = "f".repeat(64);
    assertDisagree("they had different first batches (SHA-256 bbbbbbbbbbbb against ffffffffffff).");
    tensorflow.initial = "e".repeat(64);
    assertDisagree(
        "they started from different parameters (SHA-256 aaaaaaaaaaaa against eeeeeeeeeeee).");
    tensorflow.data = null;
    assertDisagree("they trained on different data (SHA-256 dddddddddddd against missing).");
  }

  private void assertDisagree(String reason) {
    RunComparison comparison = compare();
    assertThat(comparison.verdict()).isEqualTo(Verdict.DISAGREE);
    assertThat(comparison.sentence()).isEqualTo("torch and tensorflow disagree: " + reason);
  }

  @Test
  void theFirstStepBeyondTheLimitIsNamedWithItsLosses() {
    tensorflow.losses[4] = 2.0f;
    tensorflow.losses[6] = 1.0f;
    assertDisagree(
        "the losses of step 5, "
            + torch.losses[4]
            + " and 2.0, differ by 0.091 relative, more than 1e-05.");
  }

  @Test
  void firstLossesMayBeTenTimesAsFarApartWhereOneRanOnAGpu() {
    tensorflow.losses[3] *= 1 + 5e-5f;
    assertThat(compare().verdict()).isEqualTo(Verdict.DISAGREE);
    tensorflow.device = "cuda:0";
    assertThat(compare().verdict()).isEqualTo(Verdict.AGREE);
    assertThat(compare().sentence()).contains("over the first 10 steps (limit 1e-04) and");
    tensorflow.losses[3] *= 1 + 5e-4f;
    assertThat(compare().verdict()).isEqualTo(Verdict.DISAGREE);
    assertThat(compare().sentence()).endsWith("relative, more than 1e-04.");
  }

  @Test
  void laterLossesDriftWithoutConsequence() {
    tensorflow.losses[10] = 2.0f;
    assertThat(compare().verdict()).isEqualTo(Verdict.AGREE);
  }

  @Test
  void anotherNumberOfStepsDisagrees() {
    tensorflow.losses = Arrays.copyOf(tensorflow.losses, 19);
    assertDisagree("they made different numbers of steps (20 against 19).");
  }

  @Test
  void oneEngineBetterThanChanceAllowsDisagrees() {
    tensorflow.mistakes = IntStream.range(100, 130).boxed().toList();
    tensorflow.mistakes.forEach(i -> tensorflow.predictions[i] = 2);
    tensorflow.accuracy = 0.97;
    RunComparison comparison = compare();
    assertThat(comparison.verdict()).isEqualTo(Verdict.DISAGREE);
    assertThat(comparison.mcNemarP()).isLessThan(1e-6);
    assertThat(comparison.sentence())
        .startsWith(
            "torch and tensorflow disagree: their final predictions are the same for only 97.00 %"
                + " of 1,000 test samples and one is better than chance allows (test accuracy"
                + " 99.90 % against 97.00 %, McNemar p = ");
  }

  /** The figures are those of the preset {@code matched} on digits, on a processor with AVX-512. */
  @Test
  void anAccuracyThatStillMovesFurtherThanTheEnginesDifferDecidesNothing() {
    tensorflow.mistakes = IntStream.range(100, 112).boxed().toList();
    tensorflow.mistakes.forEach(i -> tensorflow.predictions[i] = 2);
    torch.mistakes = List.of();
    torch.accuracy = 0.889;
    tensorflow.accuracy = 0.877;
    assertThat(compare().verdict()).isEqualTo(Verdict.DISAGREE);

    torch.epochs = epochs(0.4183, 0.5022, 0.7267, 0.5950, 0.9056);
    tensorflow.epochs = epochs(0.4183, 0.5056, 0.7244, 0.5994, 0.9017);
    assertThat(compare().verdict()).isEqualTo(Verdict.AGREE);
    assertThat(compare().mcNemarP()).isLessThan(0.01);
    assertThat(compare().sentence())
        .endsWith(
            " Note: the accuracies of torch and tensorflow differ by more than chance, but by less"
                + " than each engine's own still moved in its last epochs (30.23 points): training"
                + " has not settled, and amplifies rounding that far. More epochs make a sharper"
                + " test.");
  }

  @Test
  void aSettledAccuracyOrASingleEpochExcusesNothing() {
    tensorflow.mistakes = IntStream.range(100, 130).boxed().toList();
    tensorflow.mistakes.forEach(i -> tensorflow.predictions[i] = 2);
    tensorflow.accuracy = 0.97;
    torch.epochs = epochs(0.1, 0.5, 0.97, 0.98, 0.975);
    tensorflow.epochs = epochs(0.1, 0.5, 0.9, 0.7, 0.95);
    assertThat(compare().verdict()).isEqualTo(Verdict.DISAGREE);
    torch.epochs = epochs(0.5);
    assertThat(compare().verdict()).isEqualTo(Verdict.DISAGREE);
  }

  private static List<EpochRecord> epochs(double... validationAccuracies) {
    List<EpochRecord> epochs = new ArrayList<>();
    for (double accuracy : validationAccuracies) {
      epochs.add(
          new EpochRecord(
              epochs.size() + 1,
              1,
              0.9,
              OptionalDouble.of(1),
              OptionalDouble.of(accuracy),
              1,
              100));
    }
    return epochs;
  }

  @Test
  void asManyMistakesOnBothSidesAreChance() {
    for (int i = 0; i < 30; i++) {
      torch.predictions[i] = 2;
      tensorflow.predictions[100 + i] = 2;
    }
    torch.mistakes = IntStream.range(0, 30).boxed().toList();
    tensorflow.mistakes = IntStream.range(100, 130).boxed().toList();
    RunComparison comparison = compare();
    assertThat(comparison.predictionAgreement()).isEqualTo(0.94);
    assertThat(comparison.verdict()).isEqualTo(Verdict.AGREE);
  }

  @Test
  void enoughAgreementSettlesItWhateverMcNemarSays() {
    tensorflow.mistakes = IntStream.range(100, 105).boxed().toList();
    torch.mistakes = List.of();
    for (SampleRun run : List.of(torch, tensorflow)) {
      run.predictions = new int[2000];
    }
    tensorflow.mistakes = IntStream.range(100, 109).boxed().toList();
    tensorflow.mistakes.forEach(i -> tensorflow.predictions[i] = 2);
    RunComparison comparison = compare();
    assertThat(comparison.mcNemarP()).isLessThan(0.01);
    assertThat(comparison.predictionAgreement()).isGreaterThanOrEqualTo(0.995);
    assertThat(comparison.verdict()).isEqualTo(Verdict.AGREE);
  }

  @Test
  void predictionsOfOtherNumbersOfSamplesDisagree() {
    tensorflow.predictions = new int[999];
    assertDisagree(
        "their predictions are of different numbers of test samples (1000 against 999).");
  }

  @Test
  void aRunThatEndedEarlyMakesItIncompleteAndKeepsTheNumbers() {
    tensorflow.problem = "the process was killed by signal 11\nsee hs_err_pid1.log";
    RunComparison comparison = compare();
    assertThat(comparison.verdict()).isEqualTo(Verdict.INCOMPLETE);
    assertThat(comparison.sentence())
        .isEqualTo(
            "tensorflow ended early, so there is nothing to judge: the process was killed by signal"
                + " 11");
    assertThat(comparison.maxLossDifference()).isZero();
    EngineRun failed =
        EngineRun.failed(
            "tensorflow", RunFixtures.experiment(), List.of(), List.of(), "no such engine");
    RunComparison none = RunComparison.of(List.of(torch.run(), failed));
    assertThat(none.verdict()).isEqualTo(Verdict.INCOMPLETE);
    assertThat(none.maxLossDifference()).isNull();
    assertThat(none.predictionAgreement()).isNull();
    assertThat(none.testAccuracyDifference()).isNull();
  }

  @Test
  void fewerThanTwoRunsAreIncomplete() {
    assertThat(RunComparison.of(List.of(torch.run())).sentence())
        .isEqualTo("A comparison needs two engines and only torch ran.");
    assertThat(RunComparison.of(List.of()).sentence())
        .isEqualTo("A comparison needs two engines and no engine ran.");
    assertThat(RunComparison.of(List.of()).verdict()).isEqualTo(Verdict.INCOMPLETE);
  }

  @Test
  void aThirdEngineIsHeldToTheSameRules() {
    SampleRun third = new SampleRun("third");
    third.losses[2] *= 1.5f;
    RunComparison comparison =
        RunComparison.of(List.of(torch.run(), tensorflow.run(), third.run()));
    assertThat(comparison.verdict()).isEqualTo(Verdict.DISAGREE);
    assertThat(comparison.sentence()).startsWith("torch and third disagree: the losses of step 3");
    assertThat(comparison.firstStepsMaxLossDifference()).isBetween(0.33, 0.34);
  }

  @Test
  void theArticlesTwoProgramsAreDifferentExperimentsAndEveryDifferenceIsListed() {
    torch.experiment = Presets.articleTorch();
    tensorflow.experiment = Presets.articleTensorFlow();
    torch.accuracy = 0.8812;
    RunComparison comparison = RunComparison.of(List.of(tensorflow.run(), torch.run()));
    assertThat(comparison.verdict()).isEqualTo(Verdict.DIFFERENT_EXPERIMENTS);
    assertThat(comparison.differences())
        .containsExactly(
            "model.input.height: 28 (tensorflow), 8 (torch)",
            "model.input.width: 28 (tensorflow), 8 (torch)",
            "model.input.mean: 0.0 (tensorflow), 0.1307 (torch)",
            "model.input.std: 1.0 (tensorflow), 0.3081 (torch)",
            "batchSize: 32 (tensorflow), 512 (torch)",
            "shuffle: true (tensorflow), false (torch)",
            "model.layers.conv2d.kernelInitializer: glorot_uniform (tensorflow), fan_in_uniform"
                + " (torch)",
            "model.layers.conv2d.biasInitializer: zeros (tensorflow), fan_in_uniform (torch)",
            "model.layers.conv2d_1.kernelInitializer: glorot_uniform (tensorflow), fan_in_uniform"
                + " (torch)",
            "model.layers.conv2d_1.biasInitializer: zeros (tensorflow), fan_in_uniform (torch)",
            "model.layers.max_pooling2d.window: 2 (tensorflow), 1 (torch)",
            "model.layers.max_pooling2d.stride: 2 (tensorflow), 1 (torch)",
            "model.layers.dense: dense, units 1024, activation relu (tensorflow), no such layer"
                + " (torch)",
            "model.layers.dense_1.kernelInitializer: glorot_uniform (tensorflow), fan_in_uniform"
                + " (torch)",
            "model.layers.dense_1.biasInitializer: zeros (tensorflow), fan_in_uniform (torch)",
            "parameters: 9,467,274 (tensorflow), 29,066 (torch)");
    assertThat(comparison.sentence())
        .isEqualTo(
            "tensorflow and torch trained different experiments (16 settings differ), so nothing"
                + " about the engines follows from their results (test accuracy 99.90 % against"
                + " 88.12 %).");
    assertThat(comparison.firstStepsMaxLossDifference()).isNull();
    assertThat(comparison.maxLossDifference()).isNull();
    assertThat(comparison.predictionAgreement()).isEqualTo(1);
  }

  @Test
  void aLayerThatOnlyTheSecondHasIsListedToo() {
    torch.experiment = Presets.articleTensorFlow();
    tensorflow.experiment = Presets.articleTorch();
    assertThat(RunComparison.of(List.of(tensorflow.run(), torch.run())).differences())
        .contains(
            "model.layers.dense: no such layer (tensorflow), dense, units 1024, activation relu"
                + " (torch)");
  }

  @Test
  void experimentsThatDifferInNameOnlyAreTheSame() {
    torch.experiment = Presets.matched();
    tensorflow.experiment = Presets.articleTensorFlow();
    assertThat(compare().verdict()).isEqualTo(Verdict.AGREE);
  }

  /** A run to change: 20 falling losses, 1,000 predictions, one mistake. */
  private static final class SampleRun {
    private final String name;
    private float[] losses = new float[20];
    private int[] predictions = new int[1000];
    private List<Integer> mistakes = List.of(1);
    private double accuracy = 0.999;
    private List<EpochRecord> epochs = List.of();
    private String data = "d".repeat(64);
    private String initial = "a".repeat(64);
    private String firstBatch = "b".repeat(64);
    private String problem;
    private String device = "cpu";
    private Experiment experiment = RunFixtures.experiment();

    SampleRun(String name) {
      this.name = name;
      for (int i = 0; i < losses.length; i++) {
        losses[i] = 2.3f - 0.025f * i;
      }
    }

    EngineRun run() {
      List<StepRecord> steps = new ArrayList<>();
      for (float loss : losses) {
        steps.add(new StepRecord(steps.size() + 1, loss));
      }
      return new EngineRun(
          name,
          "1.0",
          device,
          2,
          10,
          steps,
          epochs,
          OptionalDouble.of(0.1),
          OptionalDouble.of(accuracy),
          OptionalLong.empty(),
          1,
          experiment,
          data,
          initial,
          firstBatch,
          Arrays.stream(predictions).boxed().toList(),
          mistakes,
          Map.of(),
          problem);
    }
  }
}
