// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.contract.ForgottenOperator;
import org.junit.jupiter.api.Test;

class TorchOpsTest {
  @Test
  void everyOperatorIsLoweredAndOneThatIsForgottenIsNamed() {
    ForgottenOperator.assertNamed("torch", TorchOps.TABLE::complete);
  }
}
