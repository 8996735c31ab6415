// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.contract.FunctionContract;
import io.twingraph.engine.EngineProvider;
import org.junit.jupiter.api.BeforeAll;

/** The reference computes each function by its formula. */
final class ReferenceFunctionContractTest extends FunctionContract {
  @BeforeAll
  static void needsTheCompiledPart() {
    Compiled.assume();
  }

  @Override
  protected EngineProvider provider() {
    return new ReferenceEngineProvider();
  }
}
