// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import java.util.List;
import java.util.Map;

/**
 * The fake engine as {@code meddled}: a subclass overrides what it does otherwise. What is open is
 * counted. It says that it is on whatever device is asked for.
 */
class MeddledProvider implements EngineProvider {
  int openEngines;
  int openSessions;
  int sessionsInAll;

  /** The experiment that is really trained. */
  Experiment trained(Experiment experiment) {
    return experiment;
  }

  /** The batch that is really seen; {@code step} is 1 for the first. */
  Batch seen(Batch batch, int step) {
    return batch;
  }

  /** What a loss is reported as. */
  double loss(double loss, int step) {
    return loss;
  }

  /** What a move is multiplied by, once the step is made. */
  double moveFactor(int step) {
    return 1;
  }

  /** What a trace is reported as. */
  Trace traced(Trace trace, int step) {
    return trace;
  }

  /** Before an evaluation. */
  void evaluating(TrainingSession session, BatchSource batches) {}

  @Override
  public String name() {
    return "meddled";
  }

  @Override
  public Map<String, String> environment(int threads) {
    return Map.of();
  }

  @Override
  public List<String> jvmArguments() {
    return List.of();
  }

  @Override
  public Engine open(EngineOptions options) {
    String device = options.device().toString();
    EngineOptions inJava = new EngineOptions(DeviceRequest.CPU, options.threads());
    Engine fake = new FakeEngineProvider().open(inJava);
    openEngines++;
    return new Engine() {
      @Override
      public EngineInfo info() {
        EngineInfo info = fake.info();
        return new EngineInfo(info.name(), info.version(), device, info.threads(), info.details());
      }

      @Override
      public TrainingSession open(Experiment experiment, TensorMap initial) {
        TrainingSession session = fake.open(trained(experiment), initial);
        openSessions++;
        sessionsInAll++;
        return new Session(session);
      }

      @Override
      public void close() {
        openEngines--;
        fake.close();
      }
    };
  }

  private final class Session implements TrainingSession {
    private final TrainingSession real;
    private int steps;

    Session(TrainingSession real) {
      this.real = real;
    }

    @Override
    public StepResult step(Batch batch) {
      steps++;
      TensorMap before = real.parameters();
      StepResult result = real.step(seen(batch, steps));
      double factor = moveFactor(steps);
      if (factor != 1) {
        real.load(Parameters.between(before, real.parameters(), factor));
      }
      return new StepResult((float) loss(result.loss(), steps), result.correct());
    }

    @Override
    public Trace trace(Batch batch) {
      Trace trace = traced(real.trace(seen(batch, steps + 1)), steps + 1);
      return new Trace(
          trace.activations(),
          trace.labels(),
          loss(trace.loss(), steps + 1),
          trace.activationGradients(),
          trace.gradients());
    }

    @Override
    public Evaluation evaluate(BatchSource batches) {
      evaluating(real, batches);
      return real.evaluate(batches);
    }

    @Override
    public HostTensor predict(Batch batch) {
      return real.predict(batch);
    }

    @Override
    public TensorMap parameters() {
      return real.parameters();
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
      openSessions--;
      real.close();
    }
  }
}
