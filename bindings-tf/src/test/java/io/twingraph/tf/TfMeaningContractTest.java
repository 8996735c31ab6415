// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.contract.MeaningContract;
import io.twingraph.engine.EngineProvider;

/** TensorFlow keeps the canonical meaning of every layer and optimizer. */
final class TfMeaningContractTest extends MeaningContract {
  @Override
  protected EngineProvider provider() {
    return new TfEngineProvider();
  }
}
