// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.data.BatchSource;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Philox;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private final Experiment experiment = RunFixtures.experiment();
  private final ScriptedEngine engine = new ScriptedEngine();

  private TrainingData data(Experiment of) {
    return TrainingData.of(RunFixtures.dataset(24, 9), of);
  }

  private EngineRun run(Experiment of) {
    return new Trainer(of, data(of)).run(engine);
  }

  @Test
  void everyStepAndEpochIsRecordedAndTheRunIsComplete() {
    EngineRun run = run(experiment.withEpochs(8));
    assertThat(run.problem()).isNull();
    assertThat(run.complete()).isTrue();
    assertThat(run.steps()).hasSize(8 * 5);
    assertThat(run.steps().get(7).step()).isEqualTo(8);
    assertThat(run.epochs()).extracting(EpochRecord::epoch).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(run.lastEpoch().orElseThrow().trainLoss())
        .isLessThan(run.epochs().get(0).trainLoss());
    assertThat(run.parameters()).isEqualTo(experiment.graph().parameterCount());
    assertThat(run.name()).isEqualTo("fake");
    assertThat(run.details()).containsKey("arithmetic");
    assertThat(engine.closedSessions).isEqualTo(1);
    engine.close();
  }

  @Test
  void theLastPartialBatchIsKeptAndTheEpochLossWeighsEverySampleTheSame() {
    Experiment one = experiment.withEpochs(1);
    EngineRun run = run(one);
    assertThat(engine.stepSizes).containsExactly(4, 4, 4, 4, 2);
    double sum = 0;
    for (int i = 0; i < 5; i++) {
      sum += (double) run.steps().get(i).loss() * engine.stepSizes.get(i);
    }
    assertThat(run.epochs().get(0).trainLoss()).isEqualTo(sum / 18);
  }

  @Test
  void trainAccuracyComesFromTheSteps() {
    engine.onStep = result -> new StepResult(result.loss(), 1);
    assertThat(run(experiment).epochs().get(0).trainAccuracy()).isEqualTo(5.0 / 18);
  }

  @Test
  void eachEpochHasThePermutationOfItsSeedAndNumber() {
    Experiment oneStep = experiment.withBatchSize(18).withEpochs(1);
    EngineRun shuffled = run(oneStep);
    EngineRun ordered = run(oneStep.withShuffle(false));
    BatchSource source = BatchSource.of(data(oneStep).train(), oneStep.model().input(), 18);
    int[] order = Philox.permutation(oneStep.seeds().shuffle(), 1, 18);
    assertThat(shuffled.firstBatchSha256())
        .isEqualTo(source.inOrder(order).iterator().next().sha256())
        .isNotEqualTo(ordered.firstBatchSha256());
    assertThat(ordered.firstBatchSha256()).isEqualTo(source.iterator().next().sha256());
  }

  @Test
  void theSameExperimentGivesTheSameRunTwice() {
    EngineRun first = run(experiment);
    EngineRun second = run(experiment);
    assertThat(second.steps()).isEqualTo(first.steps());
    assertThat(second.predictions()).isEqualTo(first.predictions());
    assertThat(second.initialParametersSha256())
        .isEqualTo(first.initialParametersSha256())
        .isEqualTo(InitialParameters.draw(experiment).sha256());
  }

  @Test
  void anEngineInFloat64StartsFromTheSameParametersAsOneInFloat32() {
    engine.onParameters = TrainerTest::inFloat64;
    assertThat(run(experiment).initialParametersSha256())
        .isEqualTo(InitialParameters.draw(experiment).sha256());
  }

  private static TensorMap inFloat64(TensorMap tensors) {
    Map<String, HostTensor> wide = new LinkedHashMap<>();
    tensors
        .asMap()
        .forEach(
            (name, tensor) -> {
              double[] values = new double[tensor.size()];
              for (int i = 0; i < values.length; i++) {
                values[i] = tensor.value(i);
              }
              wide.put(name, HostTensor.wrap(tensor.shape(), values));
            });
    return new TensorMap(wide);
  }

  @Test
  void evaluationUsesBatchesOf256AndAnUnevenSetIsNotCutOff() {
    TrainingData data = TrainingData.of(RunFixtures.dataset(24, 2100), experiment);
    EngineRun run = new Trainer(experiment.withEpochs(1), data).run(engine);
    assertThat(engine.evaluationSizes.subList(1, 10))
        .containsExactly(256, 256, 256, 256, 256, 256, 256, 256, 52);
    assertThat(run.predictions()).hasSize(2100);
  }

  @Test
  void testLossAndAccuracyAreThoseOfTheFinalParameters() {
    try (TrainingSession session = engine.open(experiment, InitialParameters.draw(experiment))) {
      EngineRun run = new Trainer(experiment, data(experiment)).run(engine.info(), session);
      Evaluation again =
          session.evaluate(
              BatchSource.of(data(experiment).test(), experiment.model().input(), 256));
      assertThat(run.testLoss().orElseThrow()).isCloseTo(again.loss(), within(1e-12));
      assertThat(run.testAccuracy()).hasValue(again.accuracy());
      assertThat(run.mistakes()).hasSize(9 - again.correct());
      assertThat(engine.closedSessions).isZero();
    }
  }

  @Test
  void withoutValidationSamplesTheValidationValuesAreNull() {
    EngineRun run = run(experiment.withValidationSplit(0));
    assertThat(run.epochs().get(0).validationLoss()).isEmpty();
    assertThat(run.epochs().get(0).validationAccuracy()).isEmpty();
    assertThat(run.steps()).hasSize(12);
  }

  @Test
  void aLossThatIsNotANumberEndsTheRunAndKeepsWhatWasMeasured() {
    List<StepResult> seen = new ArrayList<>();
    engine.onStep =
        result -> {
          seen.add(result);
          return seen.size() == 8 ? new StepResult(Float.NaN, 0) : result;
        };
    EngineRun run = run(experiment);
    assertThat(run.problem())
        .isEqualTo(
            "the training loss became NaN in epoch 2, step 3 of 5; lower the learning rate (it is"
                + " 0.05) or check the data");
    assertThat(run.complete()).isFalse();
    assertThat(run.steps()).hasSize(7);
    assertThat(run.epochs()).hasSize(1);
    assertThat(run.testLoss()).isEmpty();
    assertThat(run.predictions()).isEmpty();
  }

  @Test
  void aLossThatIsNoNumberBeforeTheFirstUpdateIsNotBlamedOnTheRate() {
    engine.onStep = result -> new StepResult(Float.NaN, 0);
    assertThat(run(experiment).problem())
        .isEqualTo(
            "the training loss became NaN in epoch 1, step 1 of 5; the first update comes after"
                + " it, so the learning rate is not the reason: look at the data, input.mean,"
                + " input.std and the initializers");
  }

  @Test
  void anInfiniteValidationLossEndsTheRunAfterItsEpoch() {
    engine.onEvaluation =
        evaluation ->
            new Evaluation(
                Double.POSITIVE_INFINITY, evaluation.correct(), evaluation.predictions());
    EngineRun run = run(experiment);
    assertThat(run.problem())
        .startsWith("the validation loss became Infinity after epoch 1; lower the learning rate");
    assertThat(run.epochs()).hasSize(1);
    assertThat(run.epochs().get(0).validationLoss()).isEmpty();
  }

  @Test
  void anInfiniteTestLossLeavesTheTestResultOut() {
    engine.onEvaluation =
        evaluation ->
            evaluation.predictions().length == 9
                ? new Evaluation(Double.NaN, 0, evaluation.predictions())
                : evaluation;
    EngineRun run = run(experiment);
    assertThat(run.problem()).startsWith("the test loss became NaN after epoch 2");
    assertThat(run.epochs()).hasSize(2);
    assertThat(run.testAccuracy()).isEmpty();
  }

  @Test
  void anEngineThatFailsEndsTheRunAndKeepsWhatWasMeasured() {
    engine.onStep =
        result -> {
          if (engine.stepSizes.size() == 3) {
            throw new EngineException("fake", "a step", "out of memory", null);
          }
          return result;
        };
    EngineRun run = run(experiment);
    assertThat(run.problem()).isEqualTo("after step 2: fake failed during a step: out of memory");
    assertThat(run.steps()).hasSize(2);
    assertThat(engine.closedSessions).isEqualTo(1);
  }

  @Test
  void theListenerHearsEverythingInOrder() {
    List<String> heard = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void trainingStarted(EngineInfo info, int epochs, int steps, int samples) {
            heard.add(info.name() + " " + epochs + " " + steps + " " + samples);
          }

          @Override
          public void stepFinished(
              int epoch, int step, int steps, StepResult result, int batchSize, long images) {
            heard.add("step " + epoch + ":" + step + "/" + steps + " " + batchSize + " " + images);
          }

          @Override
          public void evaluationStarted(Phase phase, int epoch, int samples) {
            heard.add(phase + " " + epoch + " " + samples);
          }

          @Override
          public void evaluationProgress(Phase phase, int epoch, int done, int samples) {
            heard.add(phase + " " + epoch + " " + done + "/" + samples);
          }

          @Override
          public void epochFinished(EpochRecord epoch) {
            heard.add("epoch " + epoch.epoch());
          }

          @Override
          public void trainingFinished(EngineRun run) {
            heard.add("end " + run.steps().size());
          }
        };
    Experiment two = experiment.withEpochs(1).withBatchSize(10);
    new Trainer(two, data(two), listener).run(engine);
    assertThat(heard)
        .containsExactly(
            "fake 1 2 18",
            "step 1:1/2 10 10",
            "step 1:2/2 8 18",
            "VALIDATION 1 6",
            "VALIDATION 1 6/6",
            "epoch 1",
            "TEST 1 9",
            "TEST 1 9/9",
            "end 2");
  }

  @Test
  void imagesPerSecondComeFromTrainingTimeAlone() {
    engine.onEvaluation =
        evaluation -> {
          pause();
          return evaluation;
        };
    TrainingListener slow =
        new TrainingListener() {
          @Override
          public void stepFinished(
              int epoch, int step, int steps, StepResult result, int batchSize, long images) {
            pause();
          }
        };
    EngineRun run = new Trainer(experiment, data(experiment), slow).run(engine);
    EpochRecord last = run.lastEpoch().orElseThrow();
    assertThat(last.imagesPerSecond()).isCloseTo(18 / last.seconds(), within(1e-6));
    assertThat(run.trainSeconds()).isLessThan(run.wallSeconds() - 0.2);
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
