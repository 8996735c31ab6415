// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.contract.ArithmeticContract;
import io.twingraph.engine.EngineProvider;

/** libtorch agrees with plain double arithmetic. */
final class TorchArithmeticContractTest extends ArithmeticContract {
  @Override
  protected EngineProvider provider() {
    return new TorchEngineProvider();
  }
}
