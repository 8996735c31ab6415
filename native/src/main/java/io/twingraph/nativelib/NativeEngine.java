// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import java.util.ArrayList;
import java.util.List;

/**
 * An engine that knows its open sessions and what its native calls left open, of which {@link
 * #close} tells.
 */
public abstract class NativeEngine implements Engine {
  private final EngineInfo info;
  private final String name;
  private final List<TrainingSession> sessions = new ArrayList<>();
  private final PointerTracker pointers;
  private boolean closed;

  /** An engine without sessions. */
  protected NativeEngine(EngineInfo info) {
    this.info = info;
    this.name = info.name() + " engine";
    this.pointers = new PointerTracker(name);
  }

  @Override
  public final EngineInfo info() {
    return info;
  }

  @Override
  public synchronized TrainingSession open(Experiment experiment, TensorMap initial) {
    if (closed) {
      throw new IllegalStateException("the " + name + " is closed");
    }
    TrainingSession session = session(experiment, initial);
    sessions.add(session);
    return session;
  }

  /** Checks the parameters and opens a session, which calls {@link #forget} when it is closed. */
  protected abstract TrainingSession session(Experiment experiment, TensorMap initial);

  @Override
  public final synchronized void close() {
    if (closed) {
      return;
    }
    if (!sessions.isEmpty()) {
      throw new IllegalStateException(
          "the "
              + name
              + " has "
              + sessions.size()
              + " open session(s), first the "
              + sessions.get(0)
              + "; close them first");
    }
    closed = true;
    pointers.close();
  }

  /** Called by a session that has closed. */
  public final synchronized void forget(TrainingSession session) {
    sessions.remove(session);
  }

  /** What native calls run in. */
  protected final PointerTracker pointers() {
    return pointers;
  }
}
