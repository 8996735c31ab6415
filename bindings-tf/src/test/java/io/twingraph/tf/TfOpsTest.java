// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.contract.ForgottenOperator;
import org.junit.jupiter.api.Test;

class TfOpsTest {
  @Test
  void everyOperatorIsLoweredAndOneThatIsForgottenIsNamed() {
    ForgottenOperator.assertNamed("tensorflow", TfOps.TABLE::complete);
  }
}
