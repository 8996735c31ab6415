// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.data.BatchesAhead;
import io.twingraph.data.ImageSet;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TrainingSession;
import io.twingraph.run.TrainingListener.Phase;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Philox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** One run of a {@link Trainer}: what it has measured so far. */
final class TrainingRun {
  /** Batches between two reports of an evaluation's progress. */
  private static final int EVALUATION_CHUNK = 8;

  private final Experiment experiment;
  private final TrainingData data;
  private final TrainingListener listener;
  private final EngineInfo engine;
  private final int evaluationBatch;
  private final TrainingSession session;
  private final List<StepRecord> steps = new ArrayList<>();
  private final List<EpochRecord> epochs = new ArrayList<>();

  /** Gathers batches while a GPU works; {@code null} on a CPU, which the engine needs whole. */
  private BatchesAhead ahead;

  /** Its memory serves every epoch. */
  private BatchSource validationBatches;

  private String initialParametersSha256;
  private String firstBatchSha256;
  private Evaluation test;
  private String problem;

  TrainingRun(
      Experiment experiment,
      TrainingData data,
      TrainingListener listener,
      EngineInfo engine,
      TrainingSession session) {
    this.experiment = experiment;
    this.data = data;
    this.listener = listener;
    this.engine = engine.with(session.details());
    this.session = session;
    this.evaluationBatch = BatchRoom.of(experiment.graph()).atMost(Trainer.EVALUATION_BATCH);
  }

  EngineRun run() {
    ProcessMemory.resetPeak();
    long start = System.nanoTime();
    try (BatchesAhead thread = engine.onGpu() ? new BatchesAhead() : null) {
      ahead = thread;
      BatchSource source = batches(data.train(), experiment.batchSize());
      validationBatches = batches(data.validation(), evaluationBatch);
      initialParametersSha256 = session.parameters().toFloat32().sha256();
      listener.trainingStarted(engine, experiment.epochs(), source.batches(), source.samples());
      for (int epoch = 1; epoch <= experiment.epochs() && problem == null; epoch++) {
        epoch(epoch, source);
      }
      if (problem == null) {
        test();
      }
    } catch (EngineException e) {
      problem = "after step " + steps.size() + ": " + e.getMessage();
    }
    EngineRun run = result((System.nanoTime() - start) * 1e-9);
    listener.trainingFinished(run);
    return run;
  }

  private BatchSource batches(ImageSet images, int size) {
    BatchSource source = BatchSource.of(images, experiment.model().input(), size);
    return ahead == null ? source : source.ahead(ahead);
  }

  private void epoch(int epoch, BatchSource source) {
    BatchSource ordered =
        experiment.shuffle()
            ? source.inOrder(
                Philox.permutation(experiment.seeds().shuffle(), epoch, source.samples()))
            : source;
    Iterator<Batch> batches = ordered.iterator();
    int count = ordered.batches();
    double lossSum = 0;
    long correct = 0;
    long images = 0;
    long nanos = 0;
    for (int step = 1; step <= count; step++) {
      long before = System.nanoTime();
      Batch batch = batches.next();
      nanos += System.nanoTime() - before;
      if (firstBatchSha256 == null) {
        firstBatchSha256 = batch.sha256();
      }
      before = System.nanoTime();
      StepResult result = session.step(batch);
      nanos += System.nanoTime() - before;
      if (!Float.isFinite(result.loss())) {
        problem = diverged("training loss", result.loss(), epoch, step, count);
        return;
      }
      lossSum += (double) result.loss() * batch.size();
      correct += result.correct();
      images += batch.size();
      steps.add(new StepRecord(steps.size() + 1, result.loss()));
      listener.stepFinished(epoch, step, count, result, batch.size(), images);
    }
    finish(epoch, lossSum / images, (double) correct / images, images, nanos * 1e-9);
  }

  private void finish(int epoch, double loss, double accuracy, long images, double seconds) {
    Evaluation validation =
        data.validation().count() == 0
            ? null
            : evaluate(Phase.VALIDATION, epoch, validationBatches);
    boolean finite = validation == null || Double.isFinite(validation.loss());
    EpochRecord record =
        new EpochRecord(
            epoch,
            loss,
            accuracy,
            validation == null || !finite
                ? OptionalDouble.empty()
                : OptionalDouble.of(validation.loss()),
            validation == null ? OptionalDouble.empty() : OptionalDouble.of(validation.accuracy()),
            seconds,
            images / Math.max(seconds, 1e-9));
    epochs.add(record);
    listener.epochFinished(record);
    if (!finite) {
      problem = diverged("validation loss", validation.loss(), epoch, 0, 0);
    }
  }

  private void test() {
    BatchSource source = batches(data.test(), evaluationBatch);
    Evaluation result = evaluate(Phase.TEST, experiment.epochs(), source);
    if (Double.isFinite(result.loss())) {
      test = result;
    } else {
      problem = diverged("test loss", result.loss(), experiment.epochs(), 0, 0);
    }
  }

  /** Evaluates chunk by chunk, to tell of the progress; the batches are those of one call. */
  private Evaluation evaluate(Phase phase, int epoch, BatchSource source) {
    int samples = source.samples();
    List<Evaluation> parts = new ArrayList<>();
    listener.evaluationStarted(phase, epoch, samples);
    int chunk = EVALUATION_CHUNK * evaluationBatch;
    for (int from = 0; from < samples; from += chunk) {
      int to = Math.min(from + chunk, samples);
      parts.add(session.evaluate(source.inOrder(IntStream.range(from, to).toArray())));
      listener.evaluationProgress(phase, epoch, to, samples);
    }
    return Evaluation.joined(parts);
  }

  private String diverged(String what, double value, int epoch, int step, int count) {
    String when =
        step == 0
            ? "after epoch " + epoch
            : "in epoch " + epoch + ", step " + step + " of " + count;
    String advice =
        steps.isEmpty()
            ? "; the first update comes after it, so the learning rate is not the reason: look at"
                + " the data, input.mean, input.std and the initializers"
            : "; lower the learning rate (it is "
                + experiment.learningRate()
                + ") or check the data";
    return "the " + what + " became " + value + " " + when + advice;
  }

  private EngineRun result(double wallSeconds) {
    var peak = ProcessMemory.peak();
    List<Integer> predictions =
        test == null ? List.of() : Arrays.stream(test.predictions()).boxed().toList();
    List<Integer> mistakes =
        IntStream.range(0, predictions.size())
            .filter(i -> predictions.get(i) != data.test().label(i))
            .boxed()
            .toList();
    return new EngineRun(
        engine.name(),
        engine.version(),
        engine.device(),
        engine.threads(),
        experiment.graph().parameterCount(),
        steps,
        epochs,
        test == null ? OptionalDouble.empty() : OptionalDouble.of(test.loss()),
        test == null ? OptionalDouble.empty() : OptionalDouble.of(test.accuracy()),
        peak,
        wallSeconds,
        experiment,
        data.sha256(),
        initialParametersSha256,
        firstBatchSha256,
        predictions,
        mistakes,
        engine.with(session.details()).details(), // some is known only now
        problem);
  }
}
