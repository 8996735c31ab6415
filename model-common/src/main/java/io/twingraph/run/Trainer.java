// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;

/**
 * Trains an experiment: the same batches in the same order on every engine. An instance can run
 * several engines, one after the other, in one thread.
 */
public final class Trainer {
  /**
   * Samples in a batch of an evaluation, whatever the experiment's batch size; fewer where so many
   * do not fit into one batch.
   */
  public static final int EVALUATION_BATCH = 256;

  private final Experiment experiment;
  private final TrainingData data;
  private final TrainingListener listener;

  /** A trainer of {@code experiment} on {@code data} that tells {@code listener} how it goes. */
  public Trainer(Experiment experiment, TrainingData data, TrainingListener listener) {
    this.experiment = experiment;
    this.data = data;
    this.listener = listener;
  }

  /** A trainer that tells no one how it goes. */
  public Trainer(Experiment experiment, TrainingData data) {
    this(experiment, data, TrainingListener.NONE);
  }

  /**
   * Trains from {@link InitialParameters} in a session of its own, then evaluates the test samples.
   *
   * <p>When the loss stops being finite, or the engine fails, the run ends there with {@link
   * EngineRun#problem} set and everything that was measured before.
   *
   * @throws io.twingraph.error.SpecException if the engine refuses the experiment
   * @throws io.twingraph.engine.EngineException if the engine cannot open the session
   */
  public EngineRun run(Engine engine) {
    try (TrainingSession session = engine.open(experiment, InitialParameters.draw(experiment))) {
      return run(engine.info(), session);
    }
  }

  /**
   * As {@link #run(Engine)}, in an open session of this trainer's experiment, which stays open, so
   * that its final parameters can be read.
   */
  public EngineRun run(EngineInfo engine, TrainingSession session) {
    return new TrainingRun(experiment, data, listener, engine, session).run();
  }
}
