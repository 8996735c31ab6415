// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.op.Elementwise;
import io.twingraph.op.OpSet;
import io.twingraph.op.Rounding;
import org.junit.jupiter.api.Test;

class TorchOpsTest {
  /** An operator that somebody has added to the set and to nothing else. */
  private record Unknown() implements Elementwise {
    @Override
    public double value(double x) {
      return x;
    }

    @Override
    public double derivative(double x) {
      return 1;
    }

    @Override
    public String type() {
      return "unknown";
    }

    @Override
    public Rounding rounding() {
      return Rounding.exact();
    }
  }

  @Test
  void everyOperatorIsLoweredAndOneThatIsForgottenIsNamed() {
    assertThatCode(() -> TorchOps.TABLE.complete(OpSet.standard())).doesNotThrowAnyException();
    assertThatThrownBy(
            () -> TorchOps.TABLE.complete(OpSet.standard().with("unknown", Unknown.class)))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageStartingWith("torch: the engine is not available\n")
        .hasMessageContaining("missing: a lowering of unknown")
        .hasMessageContaining("CONTRIBUTING.md, \"A new operator\"");
  }
}
