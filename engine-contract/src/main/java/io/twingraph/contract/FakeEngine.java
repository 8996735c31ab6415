// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import io.twingraph.engine.BoundaryChecks;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import java.util.Map;

/**
 * An engine in pure Java: what a binding must do, at its plainest. It works in double and keeps
 * parameters in float32, as the boundary does.
 */
public final class FakeEngine implements Engine {
  private final EngineOptions options;
  private int openSessions;
  private boolean closed;

  FakeEngine(EngineOptions options) {
    this.options = options;
  }

  @Override
  public EngineInfo info() {
    return new EngineInfo(
        "fake",
        Runtime.version().toString(),
        "cpu",
        options.effectiveThreads(),
        Map.of("arithmetic", "double, in Java"));
  }

  @Override
  public TrainingSession open(Experiment experiment, TensorMap initial) {
    if (closed) {
      throw new IllegalStateException("the fake engine is closed");
    }
    BoundaryChecks.parameters(experiment.graph(), initial);
    openSessions++;
    return new FakeSession(experiment, initial, () -> openSessions--);
  }

  @Override
  public void close() {
    if (!closed && openSessions > 0) {
      throw new IllegalStateException(
          "the fake engine has " + openSessions + " open session(s); close them first");
    }
    closed = true;
  }
}
