// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

import io.twingraph.data.Batch;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;

/** Tries an engine out: one training step of a network with every kind of layer that has a GEMM. */
final class EngineProbe {
  private static final int SIDE = 8;

  private static final Experiment EXPERIMENT =
      Experiment.of(
          "probe",
          Model.of(
              Input.of(SIDE, SIDE, 1),
              Layer.conv2d(4, 3).withActivation(ActivationFunction.RELU),
              Layer.maxPool2d(2),
              Layer.flatten(),
              Layer.dense(10)));

  private EngineProbe() {}

  static WorkerEvent.Probed run(EngineProvider provider, EngineOptions options) {
    long start = System.nanoTime();
    EngineInfo info;
    float loss;
    try (Engine engine = provider.open(options)) {
      try (TrainingSession session = engine.open(EXPERIMENT, InitialParameters.draw(EXPERIMENT))) {
        info = engine.info().with(session.details());
        loss = session.step(batch()).loss();
      }
    }
    return new WorkerEvent.Probed(info, loss, (System.nanoTime() - start) * 1e-9);
  }

  private static Batch batch() {
    float[] images = new float[2 * SIDE * SIDE];
    for (int i = 0; i < images.length; i++) {
      images[i] = (i % 7) / 7f;
    }
    return Batch.of(SIDE, SIDE, 1, images, 3, 7);
  }
}
