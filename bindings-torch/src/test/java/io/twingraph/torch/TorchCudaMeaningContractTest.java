// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.contract.EnabledOnCuda;
import io.twingraph.contract.MeaningContract;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineProvider;

/** libtorch computes on a GPU what the semantic ledger says. */
@EnabledOnCuda(TorchEngineProvider.NAME)
final class TorchCudaMeaningContractTest extends MeaningContract {
  @Override
  protected EngineProvider provider() {
    return new TorchEngineProvider();
  }

  @Override
  protected DeviceRequest device() {
    return DeviceRequest.cuda(0);
  }
}
