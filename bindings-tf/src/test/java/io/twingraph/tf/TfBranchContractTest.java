// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.contract.BranchContract;
import io.twingraph.engine.EngineProvider;

/** TensorFlow computes branches as the contract says. */
final class TfBranchContractTest extends BranchContract {
  @Override
  protected EngineProvider provider() {
    return new TfEngineProvider();
  }
}
