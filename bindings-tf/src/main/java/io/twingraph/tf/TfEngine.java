// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.engine.BoundaryChecks;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.nativelib.PointerTracker;
import io.twingraph.spec.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * TensorFlow on one device. Every native call of the engine and its sessions goes through {@link
 * #call}, which tracks what it left open, of which {@link #close} tells.
 */
final class TfEngine implements Engine {
  private final EngineInfo info;
  private final boolean xla;
  private final List<TfSession> sessions = new ArrayList<>();
  private final PointerTracker pointers = new PointerTracker("tensorflow engine");
  private boolean closed;

  /** An engine whose sessions are compiled by XLA or not. */
  TfEngine(EngineInfo info, boolean xla) {
    this.info = info;
    this.xla = xla;
  }

  @Override
  public EngineInfo info() {
    return info;
  }

  @Override
  public synchronized TrainingSession open(Experiment experiment, TensorMap initial) {
    if (closed) {
      throw new IllegalStateException("the tensorflow engine is closed");
    }
    BoundaryChecks.parameters(experiment.graph(), initial);
    TfSession session = new TfSession(this, experiment, initial);
    sessions.add(session);
    return session;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    if (!sessions.isEmpty()) {
      throw new IllegalStateException(
          "the tensorflow engine has "
              + sessions.size()
              + " open session(s), first the "
              + sessions.get(0)
              + "; close them first");
    }
    closed = true;
    pointers.close();
  }

  /** Whether XLA compiles what sessions run. */
  boolean xla() {
    return xla;
  }

  /** Called by a session that has closed. */
  synchronized void forget(TfSession session) {
    sessions.remove(session);
  }

  /**
   * Runs native code, and tracks what it makes and does not free. One call at a time: a session is
   * not closed under a call of another thread.
   */
  synchronized <T> T call(Supplier<T> body) {
    return pointers.tracking(body);
  }

  /** Tracks what {@code body} makes on this thread, which works for a {@link #call} of another. */
  <T> T lane(Supplier<T> body) {
    return pointers.tracking(body);
  }
}
