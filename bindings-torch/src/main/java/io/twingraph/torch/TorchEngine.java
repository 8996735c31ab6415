// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.engine.BoundaryChecks;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.nativelib.NativeEngine;
import io.twingraph.spec.Experiment;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * libtorch on one device. Every native call of the engine and its sessions goes through {@link
 * #call}, which frees what the call made, translates its errors, and tracks what it left open, of
 * which {@link #close} tells.
 *
 * <p>What lowers, updates and records is made in a method each, so that tests can replace it.
 */
class TorchEngine extends NativeEngine {
  private final boolean graphs;

  TorchEngine(EngineInfo info) {
    this(info, false);
  }

  /**
   * @param graphs whether a GPU's training steps are recorded as CUDA graphs
   */
  TorchEngine(EngineInfo info, boolean graphs) {
    super(info);
    this.graphs = graphs;
  }

  @Override
  protected final TrainingSession session(Experiment experiment, TensorMap initial) {
    BoundaryChecks.parameters(experiment.graph(), initial);
    return new TorchSession(this, experiment, initial);
  }

  /** Native objects that calls have left open so far: those of open sessions. */
  final long openObjects() {
    return pointers().objects();
  }

  /** What computes a session's forward pass and loss. */
  TorchLowering lowering(Experiment experiment) {
    return new TorchLowering(experiment.graph(), experiment.loss());
  }

  /** What moves a session's parameters; called inside {@link #call}. */
  TorchOptimizer optimizer(Experiment experiment, Map<String, Tensor> parameters) {
    return new TorchOptimizer(experiment, parameters);
  }

  /**
   * What records a session's training steps.
   *
   * @param stream of the session; {@code null} on the CPU
   * @return {@code null} where steps are to run operation by operation
   */
  TorchRecorder recorder(TorchStream stream) {
    return stream != null && graphs ? new TorchCudaRecorder(stream) : null;
  }

  /** Whether the user wants training steps to be recorded. */
  final boolean graphsWanted() {
    return graphs;
  }

  /** What to say of a session whose steps nobody records. */
  final String whyNoGraphs() {
    if (!graphs) {
      return "off";
    }
    return TorchCuda.is(info().device())
        ? "off: " + TorchCuda.whyNoStreams().orElse("this engine has nothing to record with")
        : "off: steps are recorded on a GPU only";
  }

  /**
   * Runs native code; pointers made by it and not retained are freed when it ends. One call at a
   * time: a session is not closed under a call of another thread.
   */
  final <T> T call(String action, Supplier<T> body) {
    return call(action, null, body);
  }

  /**
   * The same for a call that says what it is making, and of which memory may be short.
   *
   * @param making of the session that calls; {@code null} for none
   */
  final synchronized <T> T call(String action, TorchMaking making, Supplier<T> body) {
    TorchLibrary.useThreads(info().threads());
    if (making != null) {
      making.begin();
    }
    try {
      return pointers().freeing(body);
    } catch (RuntimeException e) {
      throw failure(action, making, e);
    }
  }

  /** The exception to throw, once what the call made is free again. */
  private RuntimeException failure(String action, TorchMaking making, RuntimeException thrown) {
    if (making == null || !TorchErrors.isOutOfMemory(thrown)) {
      return TorchErrors.translate(action, thrown);
    }
    Optional<Long> free = Optional.empty();
    if (TorchCuda.is(info().device())) {
      TorchCuda.emptyCache();
      free = TorchCuda.freeBytes(info().device());
    }
    return TorchErrors.outOfMemory(action, making, info().device(), free, thrown);
  }
}
