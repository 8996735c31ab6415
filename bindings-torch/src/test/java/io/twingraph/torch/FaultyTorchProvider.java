// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import java.util.List;
import java.util.Map;

/**
 * Opens libtorch with one fault planted: a negative control for whatever compares engines. It gives
 * itself out for the engine {@code torch}; {@link java.util.ServiceLoader} does not find it.
 */
public final class FaultyTorchProvider implements EngineProvider {
  private final EngineProvider plain = new TorchEngineProvider();
  private final PlantedFault fault;

  /** Loads nothing native. */
  public FaultyTorchProvider(PlantedFault fault) {
    this.fault = fault;
  }

  @Override
  public String name() {
    return plain.name();
  }

  @Override
  public Engine open(EngineOptions options) {
    EngineInfo info;
    try (Engine engine = plain.open(options)) {
      info = engine.info();
    }
    return new FaultyTorchEngine(fault, info);
  }

  @Override
  public Map<String, String> environment(int threads) {
    return plain.environment(threads);
  }

  @Override
  public List<String> jvmArguments() {
    return plain.jvmArguments();
  }
}
