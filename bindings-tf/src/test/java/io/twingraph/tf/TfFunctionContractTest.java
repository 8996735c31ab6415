// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.contract.FunctionContract;
import io.twingraph.engine.EngineProvider;

/** TensorFlow computes each function by its formula. */
final class TfFunctionContractTest extends FunctionContract {
  @Override
  protected EngineProvider provider() {
    return new TfEngineProvider();
  }
}
