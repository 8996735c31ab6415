// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import io.twingraph.spec.Experiment;
import java.util.Optional;

/**
 * A native library, loaded, on one device. Used by one thread at a time; several engines of one
 * process, of one library too, may each be used by a thread of their own at the same time.
 */
public interface Engine extends AutoCloseable {

  /** Name, version, device and everything worth recording about the natives. */
  EngineInfo info();

  /**
   * Why this engine cannot run an experiment, such as {@code "layer conv2d: no convolutions"};
   * empty if it can. The engines of this project can run all; an engine of somebody else's need
   * not. The suites of the contract skip what it says here, with the reason.
   */
  default Optional<String> unsupported(Experiment experiment) {
    return Optional.empty();
  }

  /**
   * Lowers an experiment.
   *
   * @param experiment valid by construction
   * @param initial every parameter of the experiment's network, injected bit for bit
   * @throws io.twingraph.error.SpecException if a parameter is missing, unknown or of another shape
   * @throws EngineException if the native library refuses, or the experiment is {@link
   *     #unsupported}
   */
  TrainingSession open(Experiment experiment, TensorMap initial);

  /**
   * Gives back every native byte; the second call does nothing. It closes no session.
   *
   * <p>Native objects that the engine's own calls have left open are a fault of the engine, which
   * is logged as a warning (logger {@code io.twingraph}) with their kinds and number, since no
   * finished run should be lost to it. With {@code -Dtwingraph.strictLeaks=true} it is thrown.
   *
   * @throws IllegalStateException if a session is open, with the number of sessions; or of native
   *     objects, if they are to be thrown
   */
  @Override
  void close();
}
