// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.op.OpSet;
import java.util.List;
import java.util.Map;

/** Gives {@link FakeEngine} under the name {@code fake}. */
public final class FakeEngineProvider implements EngineProvider {
  static final String NAME = "fake";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Engine open(EngineOptions options) {
    if (options.device().kind() == DeviceRequest.Kind.CUDA) {
      throw new EngineUnavailableException(
          name(),
          "device " + options.device(),
          "an engine in Java has no CUDA libraries",
          "use --device cpu",
          null);
    }
    PlainOps.TABLE.complete(OpSet.standard());
    return new FakeEngine(options);
  }

  @Override
  public Map<String, String> environment(int threads) {
    return Map.of();
  }

  @Override
  public List<String> jvmArguments() {
    return List.of();
  }
}
