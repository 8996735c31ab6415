// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.contract.EnabledOnCuda;
import io.twingraph.contract.EngineContract;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineProvider;

/** TensorFlow keeps the contract of an engine and its sessions on a GPU too. */
@EnabledOnCuda(TfEngineProvider.NAME)
final class TfCudaEngineContractTest extends EngineContract {
  @Override
  protected EngineProvider provider() {
    return new TfEngineProvider();
  }

  @Override
  protected DeviceRequest device() {
    return DeviceRequest.cuda(0);
  }
}
