// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.contract.EngineContract;
import io.twingraph.engine.EngineProvider;

/** libtorch keeps the contract of an engine and its sessions. */
final class TorchEngineContractTest extends EngineContract {
  @Override
  protected EngineProvider provider() {
    return new TorchEngineProvider();
  }
}
