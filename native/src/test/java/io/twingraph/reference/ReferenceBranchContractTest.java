// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.contract.BranchContract;
import io.twingraph.engine.EngineProvider;
import org.junit.jupiter.api.BeforeAll;

/** The reference computes branches as the contract says. */
final class ReferenceBranchContractTest extends BranchContract {
  @BeforeAll
  static void needsTheCompiledPart() {
    Compiled.assume();
  }

  @Override
  protected EngineProvider provider() {
    return new ReferenceEngineProvider();
  }
}
