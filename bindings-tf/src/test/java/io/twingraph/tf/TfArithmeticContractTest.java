// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.contract.ArithmeticContract;
import io.twingraph.engine.EngineProvider;

/** TensorFlow computes what plain arithmetic computes. */
final class TfArithmeticContractTest extends ArithmeticContract {
  @Override
  protected EngineProvider provider() {
    return new TfEngineProvider();
  }
}
