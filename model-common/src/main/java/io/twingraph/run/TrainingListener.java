// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.StepResult;

/**
 * Hears of a training run while it goes on, in the thread that trains. Every method does nothing
 * unless overridden; one that throws ends the run with its exception. The time that a listener
 * takes counts neither as training time nor in images per second.
 */
public interface TrainingListener {

  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /** What an evaluation is over. */
  enum Phase {
    /** The validation samples, after each epoch. */
    VALIDATION,
    /** The test samples, after the last epoch. */
    TEST
  }

  /**
   * The session is open and the first step comes next.
   *
   * @param epochs number of epochs to come
   * @param stepsPerEpoch steps in each, the smaller last one included
   * @param samples training samples in each
   */
  default void trainingStarted(EngineInfo engine, int epochs, int stepsPerEpoch, int samples) {}

  /**
   * A step was made.
   *
   * @param epoch from 1
   * @param step from 1, in this epoch
   * @param steps steps in this epoch
   * @param result loss and correct samples of this step's batch, before its update
   * @param batchSize samples in this step
   * @param images samples trained on in this epoch, this step's included
   */
  default void stepFinished(
      int epoch, int step, int steps, StepResult result, int batchSize, long images) {}

  /**
   * An evaluation begins.
   *
   * @param epoch the epoch that it follows, from 1
   * @param samples number of samples to evaluate
   */
  default void evaluationStarted(Phase phase, int epoch, int samples) {}

  /** {@code done} samples of {@code samples} are evaluated. */
  default void evaluationProgress(Phase phase, int epoch, int done, int samples) {}

  /** An epoch and its validation are over. */
  default void epochFinished(EpochRecord epoch) {}

  /** The run is over, complete or not; the last call. */
  default void trainingFinished(EngineRun run) {}
}
