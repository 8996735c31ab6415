// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import io.twingraph.spec.Experiment;

/**
 * A native library, loaded, on one device. Used by one thread at a time. Closing it closes nothing
 * that is still open: it throws if a session is, or if native memory was not given back.
 */
public interface Engine extends AutoCloseable {

  /** Name, version, device and everything worth recording about the natives. */
  EngineInfo info();

  /**
   * Lowers an experiment.
   *
   * @param experiment valid by construction
   * @param initial every parameter of the experiment's network, injected bit for bit
   * @throws io.twingraph.spec.SpecException if a parameter is missing, unknown or of another shape
   * @throws EngineException if the native library refuses
   */
  TrainingSession open(Experiment experiment, TensorMap initial);

  /**
   * Gives back every native byte; the second call does nothing.
   *
   * @throws IllegalStateException if a session is open or native memory is missing, with numbers
   */
  @Override
  void close();
}
