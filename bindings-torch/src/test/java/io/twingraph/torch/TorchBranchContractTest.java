// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.contract.BranchContract;
import io.twingraph.engine.EngineProvider;

/** libtorch computes branches as the contract says. */
final class TorchBranchContractTest extends BranchContract {
  @Override
  protected EngineProvider provider() {
    return new TorchEngineProvider();
  }
}
