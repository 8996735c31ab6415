// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.nativelib.NativeProblem;
import io.twingraph.op.OpSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Offers the project's own float64 implementation of the contract as the engine {@code reference}.
 * Its sessions are {@link io.twingraph.engine.StageOracle}s too. Stateless; safe for use by several
 * threads.
 */
public final class ReferenceEngineProvider implements EngineProvider {

  /** The engine's name. */
  static final String NAME = "reference";

  private final Supplier<Optional<NativeProblem>> problem;

  /** Called by {@link java.util.ServiceLoader}; loads nothing native. */
  public ReferenceEngineProvider() {
    this(ReferenceLibrary::problem);
  }

  /**
   * @param problem why the C++ part is not there; empty if it is
   */
  ReferenceEngineProvider(Supplier<Optional<NativeProblem>> problem) {
    this.problem = problem;
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * Opens the engine on the CPU. The number of threads changes no bit of any result.
   *
   * @throws EngineUnavailableException if the C++ part is not there, or for a GPU
   */
  @Override
  public Engine open(EngineOptions options) {
    ReferenceLibrary.requireLoaded(problem.get());
    ReferenceLowering.complete(OpSet.standard());
    String device = ReferenceLibrary.device(options.device());
    return new ReferenceEngine(ReferenceLibrary.info(device, options.effectiveThreads()));
  }

  /** Nothing: it has no library that reads the environment. */
  @Override
  public Map<String, String> environment(int threads) {
    return Map.of();
  }

  /** None. */
  @Override
  public List<String> jvmArguments() {
    return List.of();
  }
}
