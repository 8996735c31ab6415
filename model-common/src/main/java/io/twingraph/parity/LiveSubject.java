// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.StageOracle;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;

/** An engine that runs. Owns a session on an engine that the caller owns. */
final class LiveSubject implements Subject {
  private final EngineInfo info;
  private final TrainingSession session;
  private TensorMap parameters;
  private OptimizerState state;

  private LiveSubject(EngineInfo info, TrainingSession session) {
    this.info = info;
    this.session = session;
    this.parameters = session.parameters();
    this.state = session.optimizerState();
  }

  /**
   * Opens a session.
   *
   * @param name for reports, where one engine may appear twice
   */
  static LiveSubject open(Engine engine, String name, Experiment experiment, TensorMap initial) {
    EngineInfo own = engine.info();
    EngineInfo info =
        new EngineInfo(name, own.version(), own.device(), own.threads(), own.details());
    TrainingSession session = engine.open(experiment, initial);
    try {
      return new LiveSubject(info.with(session.details()), session);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public EngineInfo info() {
    return info;
  }

  @Override
  public TensorMap parameters() {
    return parameters;
  }

  @Override
  public Observation step(Batch batch) {
    TensorMap before = parameters;
    OptimizerState stateBefore = state;
    Trace trace = session.trace(batch);
    StepResult result = session.step(batch);
    parameters = session.parameters();
    state = session.optimizerState();
    return new Observation(batch.sha256(), before, stateBefore, trace, result, parameters, state);
  }

  /** The loss of a training step without a trace, for a curve. */
  double stepLoss(Batch batch) {
    return session.step(batch).loss();
  }

  @Override
  public void follow(TensorMap newParameters, OptimizerState newState) {
    session.load(newParameters);
    session.load(newState);
    parameters = newParameters;
    state = newState;
  }

  @Override
  public Evaluation evaluate(BatchSource batches) {
    Evaluation evaluation = session.evaluate(batches);
    parameters = session.parameters();
    return evaluation;
  }

  /** The session as an oracle; {@code null} if its engine is none. */
  StageOracle oracle() {
    return session instanceof StageOracle oracle ? oracle : null;
  }

  @Override
  public void close() {
    session.close();
  }
}
