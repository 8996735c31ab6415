// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.contract.MeaningContract;
import io.twingraph.engine.EngineProvider;

/** libtorch computes what the semantic ledger says. */
final class TorchMeaningContractTest extends MeaningContract {
  @Override
  protected EngineProvider provider() {
    return new TorchEngineProvider();
  }
}
