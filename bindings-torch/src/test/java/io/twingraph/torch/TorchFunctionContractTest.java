// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.contract.FunctionContract;
import io.twingraph.engine.EngineProvider;

/** libtorch computes each function by its formula. */
final class TorchFunctionContractTest extends FunctionContract {
  @Override
  protected EngineProvider provider() {
    return new TorchEngineProvider();
  }
}
