// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.engine.BoundaryChecks;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;

/**
 * TensorFlow on one device. Every native call of the engine and its sessions goes through {@link
 * #call}, which keeps the balance of native objects that {@link #close} checks.
 */
final class TfEngine implements Engine {
  private final EngineInfo info;
  private final boolean xla;
  private final List<TfSession> sessions = new ArrayList<>();
  private boolean closed;
  private long openObjects;
  private long openBytes;

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
    BoundaryChecks.parameters(experiment.network(), initial);
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
    if (openObjects > 0 || openBytes > 0) {
      throw new IllegalStateException(
          "the tensorflow engine leaks native memory: it opened with 0 objects and 0 bytes, and"
              + " closes with "
              + openObjects
              + " objects and "
              + openBytes
              + " bytes");
    }
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
   * Runs native code, and counts what it makes and does not free. One call at a time, so that the
   * numbers are this call's own.
   */
  synchronized <T> T call(Supplier<T> body) {
    long objects = Pointer.totalCount();
    long bytes = Pointer.totalBytes();
    try {
      return body.get();
    } finally {
      openObjects += Pointer.totalCount() - objects;
      openBytes += Pointer.totalBytes() - bytes;
    }
  }
}
