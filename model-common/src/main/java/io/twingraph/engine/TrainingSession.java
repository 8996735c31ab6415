// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import java.util.Map;

/**
 * One experiment on one engine: its parameters, its optimizer's state, and the step that moves
 * them. Used by one thread at a time. After {@link #close} every other method throws {@link
 * IllegalStateException} that names the session. A call that fails in native code throws {@link
 * EngineException}; a step that fails so, for want of memory for example, may have moved some of
 * the parameters and not the others: {@link #load(TensorMap)} what is known before going on.
 */
public interface TrainingSession extends AutoCloseable {

  /** The name of the detail that users are shown: something they would not expect. */
  String NOTICE = "notice";

  /**
   * What this session adds to {@link EngineInfo#details}: how the experiment really runs, where
   * that is found out when it is opened. An entry named {@link #NOTICE} is shown to the user.
   */
  default Map<String, String> details() {
    return Map.of();
  }

  /**
   * Forward, backward and update on one batch of any size from 1.
   *
   * @throws io.twingraph.error.SpecException if the batch's images are not of the input's shape, or
   *     a label is not a class of the model
   */
  StepResult step(Batch batch);

  /** Loss and predictions over every batch of the source, without an update. */
  Evaluation evaluate(BatchSource batches);

  /** The logits {@code [N,classes]} of a batch; its labels are not looked at. */
  HostTensor predict(Batch batch);

  /** Everything that a step on this batch computes, without the update. */
  Trace trace(Batch batch);

  /** A copy of the parameters, in the order of {@link io.twingraph.graph.Graph#parameters()}. */
  TensorMap parameters();

  /**
   * Replaces the parameters, bit for bit; the optimizer's state stays.
   *
   * @throws io.twingraph.error.SpecException if one is missing, unknown or of another shape
   */
  void load(TensorMap parameters);

  /** A copy of what the optimizer remembers. */
  OptimizerState optimizerState();

  /**
   * Replaces what the optimizer remembers, bit for bit.
   *
   * @throws io.twingraph.error.SpecException if a slot is missing, unknown or of another shape
   */
  void load(OptimizerState state);

  /** Gives back every native byte; the second call does nothing. */
  @Override
  void close();
}
