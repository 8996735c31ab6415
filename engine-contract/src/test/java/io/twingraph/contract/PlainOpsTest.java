// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import org.junit.jupiter.api.Test;

class PlainOpsTest {
  @Test
  void everyOperatorIsLoweredAndOneThatIsForgottenIsNamed() {
    ForgottenOperator.assertNamed("fake", PlainOps.TABLE::complete);
  }
}
