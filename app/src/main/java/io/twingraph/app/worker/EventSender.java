// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.StepResult;
import io.twingraph.run.EpochRecord;
import io.twingraph.run.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The worker's side of a run: every call becomes an event, but the last: a run is finished when its
 * engine is closed, too.
 */
final class EventSender implements TrainingListener {
  private final Frames.Writer frames;

  EventSender(Frames.Writer frames) {
    this.frames = frames;
  }

  /** Sends an event; without a parent to hear it, the worker has no reason to go on. */
  void send(WorkerEvent event) {
    try {
      frames.send(event);
    } catch (IOException e) {
      throw new UncheckedIOException("nobody listens to this worker any more", e);
    }
  }

  @Override
  public void trainingStarted(EngineInfo engine, int epochs, int stepsPerEpoch, int samples) {
    send(new WorkerEvent.Started(engine, epochs, stepsPerEpoch, samples));
  }

  @Override
  public void stepFinished(
      int epoch, int step, int steps, StepResult result, int batchSize, long images) {
    send(
        new WorkerEvent.Step(
            epoch, step, steps, result.loss(), result.correct(), batchSize, images));
  }

  @Override
  public void evaluationStarted(Phase phase, int epoch, int samples) {
    send(new WorkerEvent.EvaluationStarted(phase, epoch, samples));
  }

  @Override
  public void evaluationProgress(Phase phase, int epoch, int done, int samples) {
    send(new WorkerEvent.EvaluationProgress(phase, epoch, done, samples));
  }

  @Override
  public void epochFinished(EpochRecord epoch) {
    send(new WorkerEvent.Epoch(epoch));
  }
}
