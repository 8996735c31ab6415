// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

import io.twingraph.data.Dataset;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.Engines;
import io.twingraph.run.EngineRun;
import io.twingraph.run.Trainer;
import io.twingraph.run.TrainingData;
import io.twingraph.run.TrainingListener;
import java.util.List;

/** Trains in this process. A native crash ends it, and everything with it. */
public final class InProcessRunner implements EngineRunner {
  private final Dataset dataset;

  /**
   * @param dataset to train on, whatever a job says
   */
  public InProcessRunner(Dataset dataset) {
    this.dataset = dataset;
  }

  @Override
  public EngineRun run(WorkerJob job, TrainingListener listener) {
    TrainingData data = TrainingData.of(dataset, job.experiment());
    EngineOptions options = new EngineOptions(DeviceRequest.parse(job.device()), job.threads());
    try (Engine engine = Engines.named(job.engine()).open(options)) {
      return new Trainer(job.experiment(), data, listener).run(engine);
    } catch (EngineException e) {
      return EngineRun.failed(job.engine(), job.experiment(), List.of(), List.of(), e.getMessage());
    }
  }
}
