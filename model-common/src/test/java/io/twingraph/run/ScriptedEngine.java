// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The fake engine, with what it answers changed and what it is asked written down. */
final class ScriptedEngine implements Engine {
  private final Engine fake = new FakeEngineProvider().open(EngineOptions.DEFAULT);
  final List<Integer> stepSizes = new ArrayList<>();
  final List<Integer> evaluationSizes = new ArrayList<>();
  UnaryOperator<StepResult> onStep = result -> result;
  UnaryOperator<Evaluation> onEvaluation = evaluation -> evaluation;
  UnaryOperator<TensorMap> onParameters = parameters -> parameters;
  String device = "cpu";
  int closedSessions;

  @Override
  public EngineInfo info() {
    EngineInfo info = fake.info();
    return new EngineInfo(info.name(), info.version(), device, info.threads(), info.details());
  }

  @Override
  public TrainingSession open(Experiment experiment, TensorMap initial) {
    return new Session(fake.open(experiment, initial));
  }

  @Override
  public void close() {
    fake.close();
  }

  private final class Session implements TrainingSession {
    private final TrainingSession real;

    Session(TrainingSession real) {
      this.real = real;
    }

    @Override
    public StepResult step(Batch batch) {
      stepSizes.add(batch.size());
      return onStep.apply(real.step(batch));
    }

    @Override
    public Evaluation evaluate(BatchSource batches) {
      for (Batch batch : batches) {
        evaluationSizes.add(batch.size());
      }
      return onEvaluation.apply(real.evaluate(batches));
    }

    @Override
    public HostTensor predict(Batch batch) {
      return real.predict(batch);
    }

    @Override
    public Trace trace(Batch batch) {
      return real.trace(batch);
    }

    @Override
    public TensorMap parameters() {
      return onParameters.apply(real.parameters());
    }

    @Override
    public void load(TensorMap parameters) {
      real.load(parameters);
    }

    @Override
    public OptimizerState optimizerState() {
      return real.optimizerState();
    }

    @Override
    public void load(OptimizerState state) {
      real.load(state);
    }

    @Override
    public void close() {
      closedSessions++;
      real.close();
    }
  }
}
