// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

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
 * The reference engine. Every native call of the engine and its sessions goes through {@link
 * #call}, which translates its errors and tracks the native networks that it left open, of which
 * {@link #close} tells.
 */
final class ReferenceEngine implements Engine {
  private final EngineInfo info;
  private final List<ReferenceSession> sessions = new ArrayList<>();
  private final PointerTracker pointers = new PointerTracker("reference engine");
  private boolean closed;

  ReferenceEngine(EngineInfo info) {
    this.info = info;
  }

  @Override
  public EngineInfo info() {
    return info;
  }

  @Override
  public synchronized TrainingSession open(Experiment experiment, TensorMap initial) {
    if (closed) {
      throw new IllegalStateException("the reference engine is closed");
    }
    BoundaryChecks.parametersOfEitherType(experiment.graph(), initial);
    ReferenceSession session = new ReferenceSession(this, experiment, initial);
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
          "the reference engine has "
              + sessions.size()
              + " open session(s), first the "
              + sessions.get(0)
              + "; close them first");
    }
    closed = true;
    pointers.close();
  }

  /** Called by a session that has closed. */
  synchronized void forget(ReferenceSession session) {
    sessions.remove(session);
  }

  /**
   * Runs native code and tracks what it makes and does not free. One call at a time: a session is
   * not closed under a call of another thread.
   */
  synchronized <T> T call(String action, Supplier<T> body) {
    try {
      return pointers.tracking(body);
    } catch (RuntimeException e) {
      throw ReferenceLibrary.translate(action, e);
    }
  }
}
