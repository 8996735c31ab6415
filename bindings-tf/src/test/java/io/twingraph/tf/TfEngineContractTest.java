// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.contract.EngineContract;
import io.twingraph.engine.EngineProvider;

/** TensorFlow keeps the contract of an engine and its sessions. */
final class TfEngineContractTest extends EngineContract {
  @Override
  protected EngineProvider provider() {
    return new TfEngineProvider();
  }
}
