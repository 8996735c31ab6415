// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.parity;

import io.twingraph.contract.SuiteThreads;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.Engines;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;

/** Both real engines in this JVM, libtorch loaded first, with a session each from the same bits. */
final class EnginePair implements AutoCloseable {
  private final Engine torchEngine;
  private final Engine tensorFlowEngine;
  private TrainingSession torch;
  private TrainingSession tensorFlow;

  EnginePair() {
    EngineOptions options = new EngineOptions(DeviceRequest.CPU, SuiteThreads.COUNT);
    torchEngine = Engines.named("torch").open(options);
    tensorFlowEngine = Engines.named("tensorflow").open(options);
  }

  /** Opens a session on each engine; sessions of an earlier call are closed. */
  void open(Experiment experiment) {
    closeSessions();
    TensorMap initial = InitialParameters.draw(experiment);
    torch = torchEngine.open(experiment, initial);
    tensorFlow = tensorFlowEngine.open(experiment, initial);
  }

  TrainingSession torch() {
    return torch;
  }

  TrainingSession tensorFlow() {
    return tensorFlow;
  }

  private void closeSessions() {
    if (torch != null) {
      torch.close();
    }
    if (tensorFlow != null) {
      tensorFlow.close();
    }
  }

  @Override
  public void close() {
    closeSessions();
    tensorFlowEngine.close();
    torchEngine.close();
  }
}
