// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.contract.EnabledOnCuda;
import io.twingraph.contract.EngineContract;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineProvider;

/** libtorch keeps the contract of an engine and its sessions on a GPU too. */
@EnabledOnCuda(TorchEngineProvider.NAME)
final class TorchCudaEngineContractTest extends EngineContract {
  @Override
  protected EngineProvider provider() {
    return new TorchEngineProvider();
  }

  @Override
  protected DeviceRequest device() {
    return DeviceRequest.cuda(0);
  }
}
