// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.engine.BoundaryChecks;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.nativelib.NativeEngine;
import io.twingraph.spec.Experiment;
import java.util.function.Supplier;

/**
 * The reference engine. Every native call of the engine and its sessions goes through {@link
 * #call}, which translates its errors and tracks the native networks that it left open, of which
 * {@link #close} tells.
 */
final class ReferenceEngine extends NativeEngine {
  ReferenceEngine(EngineInfo info) {
    super(info);
  }

  @Override
  protected TrainingSession session(Experiment experiment, TensorMap initial) {
    BoundaryChecks.parametersOfEitherType(experiment.graph(), initial);
    return new ReferenceSession(this, experiment, initial);
  }

  /**
   * Runs native code and tracks what it makes and does not free. One call at a time: a session is
   * not closed under a call of another thread.
   */
  synchronized <T> T call(String action, Supplier<T> body) {
    try {
      return pointers().tracking(body);
    } catch (RuntimeException e) {
      throw ReferenceLibrary.translate(action, e);
    }
  }
}
