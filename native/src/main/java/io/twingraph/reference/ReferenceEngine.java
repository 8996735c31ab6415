// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.engine.BoundaryChecks;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The reference engine. Every native call of the engine and its sessions goes through {@link
 * #call}, which translates its errors and keeps the balance of what the C++ holds, which {@link
 * #close} checks.
 */
final class ReferenceEngine implements Engine {
  /** For every engine of this process: what the C++ holds is counted once for all of them. */
  private static final Object COUNTING = new Object();

  private final EngineInfo info;
  private final List<ReferenceSession> sessions = new ArrayList<>();
  private boolean closed;
  private long openObjects;
  private long openBytes;

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
    BoundaryChecks.parametersOfEitherType(experiment.network(), initial);
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
    if (openObjects > 0 || openBytes > 0) {
      throw new IllegalStateException(
          "the reference engine leaks native memory: it opened with 0 objects and 0 bytes, and"
              + " closes with "
              + openObjects
              + " objects and "
              + openBytes
              + " bytes");
    }
  }

  /** Called by a session that has closed. */
  synchronized void forget(ReferenceSession session) {
    sessions.remove(session);
  }

  /** Runs native code and counts what it makes and does not free. One call at a time. */
  synchronized <T> T call(String action, Supplier<T> body) {
    synchronized (COUNTING) {
      long objects = ReferenceNetwork.held_objects();
      long bytes = ReferenceNetwork.held_bytes();
      try {
        return body.get();
      } catch (RuntimeException e) {
        throw ReferenceLibrary.translate(action, e);
      } finally {
        openObjects += ReferenceNetwork.held_objects() - objects;
        openBytes += ReferenceNetwork.held_bytes() - bytes;
      }
    }
  }
}
