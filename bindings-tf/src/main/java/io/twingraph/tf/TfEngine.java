// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.engine.BoundaryChecks;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.nativelib.NativeEngine;
import io.twingraph.spec.Experiment;
import java.util.function.Supplier;

/**
 * TensorFlow on one device. Every native call of the engine and its sessions goes through {@link
 * #call}, which tracks what it left open, of which {@link #close} tells.
 */
final class TfEngine extends NativeEngine {
  private final boolean xla;

  /** An engine whose sessions are compiled by XLA or not. */
  TfEngine(EngineInfo info, boolean xla) {
    super(info);
    this.xla = xla;
  }

  @Override
  protected TrainingSession session(Experiment experiment, TensorMap initial) {
    BoundaryChecks.parameters(experiment.graph(), initial);
    return new TfSession(this, experiment, initial);
  }

  /** Whether XLA compiles what sessions run. */
  boolean xla() {
    return xla;
  }

  /**
   * Runs native code, and tracks what it makes and does not free. One call at a time: a session is
   * not closed under a call of another thread.
   */
  synchronized <T> T call(Supplier<T> body) {
    return pointers().tracking(body);
  }

  /** Tracks what {@code body} makes on this thread, which works for a {@link #call} of another. */
  <T> T lane(Supplier<T> body) {
    return pointers().tracking(body);
  }
}
