// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.contract.EnabledOnCuda;
import io.twingraph.contract.MeaningContract;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineProvider;

/** TensorFlow computes on a GPU what the semantic ledger says. */
@EnabledOnCuda(TfEngineProvider.NAME)
final class TfCudaMeaningContractTest extends MeaningContract {
  @Override
  protected EngineProvider provider() {
    return new TfEngineProvider();
  }

  @Override
  protected DeviceRequest device() {
    return DeviceRequest.cuda(0);
  }
}
