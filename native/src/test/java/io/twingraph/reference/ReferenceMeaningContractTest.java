// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.contract.MeaningContract;
import io.twingraph.engine.EngineProvider;
import org.junit.jupiter.api.BeforeAll;

/** The reference engine computes what the semantic ledger says. */
final class ReferenceMeaningContractTest extends MeaningContract {
  @BeforeAll
  static void needsTheCompiledPart() {
    Compiled.assume();
  }

  @Override
  protected EngineProvider provider() {
    return new ReferenceEngineProvider();
  }
}
