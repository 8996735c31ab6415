// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.contract.EnabledOnCuda;
import io.twingraph.engine.DeviceRequest;

/**
 * On a GPU every update equals that of {@code torch::optim} in every bit too, and products and sums
 * what they stand for ({@link TorchGradients}).
 */
@EnabledOnCuda(TorchEngineProvider.NAME)
final class TorchCudaOptimizerTest extends TorchOptimizerTest {
  @Override
  DeviceRequest device() {
    return DeviceRequest.cuda(0);
  }
}
