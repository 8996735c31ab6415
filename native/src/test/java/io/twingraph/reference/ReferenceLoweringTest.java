// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.contract.ForgottenOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReferenceLoweringTest {
  @BeforeAll
  static void needsTheCompiledPart() {
    Compiled.assume();
  }

  @Test
  void everyOperatorIsLoweredAndOneThatIsForgottenIsNamed() {
    ForgottenOperator.assertNamed("reference", ReferenceLowering::complete);
  }
}
