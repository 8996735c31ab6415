// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.contract.ArithmeticContract;
import io.twingraph.contract.EnabledOnCuda;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineProvider;

/** TensorFlow agrees on a GPU with plain double arithmetic. */
@EnabledOnCuda(TfEngineProvider.NAME)
final class TfCudaArithmeticContractTest extends ArithmeticContract {
  @Override
  protected EngineProvider provider() {
    return new TfEngineProvider();
  }

  @Override
  protected DeviceRequest device() {
    return DeviceRequest.cuda(0);
  }
}
