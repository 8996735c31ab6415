// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.contract.ArithmeticContract;
import io.twingraph.engine.EngineProvider;
import org.junit.jupiter.api.BeforeAll;

/** The reference engine agrees with plain double arithmetic in Java. */
final class ReferenceArithmeticContractTest extends ArithmeticContract {
  @BeforeAll
  static void needsTheCompiledPart() {
    Compiled.assume();
  }

  @Override
  protected EngineProvider provider() {
    return new ReferenceEngineProvider();
  }
}
