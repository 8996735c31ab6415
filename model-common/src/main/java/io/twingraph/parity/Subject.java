// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.TensorMap;

/** One of the two sides of a comparison: an engine that runs, or what another one left on disk. */
interface Subject extends AutoCloseable {

  /** Who it is. */
  EngineInfo info();

  /** Its parameters now. */
  TensorMap parameters();

  /** Traces a batch, makes the training step on it, and reads everything back. */
  Observation step(Batch batch);

  /** Goes on from another one's parameters and state. */
  void follow(TensorMap parameters, OptimizerState state);

  /** Evaluates; {@code null} if it cannot. */
  Evaluation evaluate(BatchSource batches);

  @Override
  void close();
}
