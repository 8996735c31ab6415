// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.StepResult;
import io.twingraph.run.EngineRun;
import io.twingraph.run.EpochRecord;
import io.twingraph.run.TrainingListener;

/** What a worker tells its parent; the names of the components are those of the JSON. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = WorkerEvent.Started.class, name = "started"),
  @JsonSubTypes.Type(value = WorkerEvent.Step.class, name = "step"),
  @JsonSubTypes.Type(value = WorkerEvent.EvaluationStarted.class, name = "evaluationStarted"),
  @JsonSubTypes.Type(value = WorkerEvent.EvaluationProgress.class, name = "evaluationProgress"),
  @JsonSubTypes.Type(value = WorkerEvent.Epoch.class, name = "epoch"),
  @JsonSubTypes.Type(value = WorkerEvent.Finished.class, name = "finished"),
  @JsonSubTypes.Type(value = WorkerEvent.Probed.class, name = "probed"),
  @JsonSubTypes.Type(value = WorkerEvent.Refused.class, name = "refused")
})
public sealed interface WorkerEvent {

  /** Passes the event on, if it is one of those that a listener hears. */
  default void deliver(TrainingListener listener) {}

  /** {@link TrainingListener#trainingStarted}. */
  record Started(EngineInfo engine, int epochs, int stepsPerEpoch, int samples)
      implements WorkerEvent {
    @Override
    public void deliver(TrainingListener listener) {
      listener.trainingStarted(engine, epochs, stepsPerEpoch, samples);
    }
  }

  /** {@link TrainingListener#stepFinished}. */
  record Step(int epoch, int step, int steps, float loss, int correct, int batchSize, long images)
      implements WorkerEvent {
    @Override
    public void deliver(TrainingListener listener) {
      listener.stepFinished(epoch, step, steps, new StepResult(loss, correct), batchSize, images);
    }
  }

  /** {@link TrainingListener#evaluationStarted}. */
  record EvaluationStarted(TrainingListener.Phase phase, int epoch, int samples)
      implements WorkerEvent {
    @Override
    public void deliver(TrainingListener listener) {
      listener.evaluationStarted(phase, epoch, samples);
    }
  }

  /** {@link TrainingListener#evaluationProgress}. */
  record EvaluationProgress(TrainingListener.Phase phase, int epoch, int done, int samples)
      implements WorkerEvent {
    @Override
    public void deliver(TrainingListener listener) {
      listener.evaluationProgress(phase, epoch, done, samples);
    }
  }

  /** {@link TrainingListener#epochFinished}. */
  record Epoch(EpochRecord epoch) implements WorkerEvent {
    @Override
    public void deliver(TrainingListener listener) {
      listener.epochFinished(epoch);
    }
  }

  /** The run is over; the worker's last word. */
  record Finished(EngineRun run) implements WorkerEvent {}

  /**
   * The engine was opened, made a tiny step and was closed; the worker's last word.
   *
   * @param loss of that step
   * @param seconds from before the natives were loaded to after the engine was closed
   */
  record Probed(EngineInfo engine, float loss, double seconds) implements WorkerEvent {}

  /** The job cannot be done; the worker's last word. */
  record Refused(Reason reason, String message) implements WorkerEvent {}

  /** Why a job cannot be done. */
  enum Reason {
    /** The experiment is not valid for this data or this engine. */
    EXPERIMENT,
    /** The data cannot be had. */
    DATA,
    /** The engine or the device cannot be had. */
    UNAVAILABLE,
    /** The engine failed. */
    ENGINE,
    /** A mistake in Twingraph or in an engine's binding. */
    INTERNAL
  }
}
