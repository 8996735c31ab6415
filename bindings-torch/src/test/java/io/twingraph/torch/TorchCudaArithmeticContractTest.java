// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.contract.ArithmeticContract;
import io.twingraph.contract.EnabledOnCuda;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineProvider;

/** libtorch agrees on a GPU with plain double arithmetic. */
@EnabledOnCuda(TorchEngineProvider.NAME)
final class TorchCudaArithmeticContractTest extends ArithmeticContract {
  @Override
  protected EngineProvider provider() {
    return new TorchEngineProvider();
  }

  @Override
  protected DeviceRequest device() {
    return DeviceRequest.cuda(0);
  }
}
