// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.contract.EngineContract;
import io.twingraph.engine.EngineProvider;
import org.junit.jupiter.api.BeforeAll;

/** The reference engine keeps the contract of an engine and its sessions. */
final class ReferenceEngineContractTest extends EngineContract {
  @BeforeAll
  static void needsTheCompiledPart() {
    Compiled.assume();
  }

  @Override
  protected EngineProvider provider() {
    return new ReferenceEngineProvider();
  }
}
