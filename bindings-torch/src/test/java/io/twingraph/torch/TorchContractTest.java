// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.contract.ArithmeticContract;
import io.twingraph.contract.EngineContract;
import io.twingraph.contract.MeaningContract;
import io.twingraph.engine.EngineProvider;
import org.junit.jupiter.api.Nested;

/** libtorch keeps the contract that every engine keeps. */
class TorchContractTest {
  @Nested
  class Life extends EngineContract {
    @Override
    protected EngineProvider provider() {
      return new TorchEngineProvider();
    }
  }

  @Nested
  class Meaning extends MeaningContract {
    @Override
    protected EngineProvider provider() {
      return new TorchEngineProvider();
    }
  }

  @Nested
  class Arithmetic extends ArithmeticContract {
    @Override
    protected EngineProvider provider() {
      return new TorchEngineProvider();
    }
  }
}
