// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.op.Elementwise;
import io.twingraph.op.OpSet;
import io.twingraph.op.Rounding;
import java.util.function.Consumer;

/** An operator that somebody has added to the set and to nothing else. */
public record ForgottenOperator() implements Elementwise {
  @Override
  public String type() {
    return "forgotten";
  }

  @Override
  public double value(double x) {
    return x;
  }

  @Override
  public double derivative(double x) {
    return 1;
  }

  @Override
  public Rounding rounding() {
    return Rounding.exact();
  }

  /**
   * Fails unless an engine's check takes the standard operators and refuses this one by name.
   *
   * @param check throws where the engine does not lower an operator of the set
   */
  public static void assertNamed(String engine, Consumer<OpSet> check) {
    assertThatCode(() -> check.accept(OpSet.standard())).doesNotThrowAnyException();
    OpSet more = OpSet.standard().with("forgotten", ForgottenOperator.class);
    assertThatThrownBy(() -> check.accept(more))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageStartingWith(engine + ": the engine is not available\n")
        .hasMessageContaining("missing: a lowering of forgotten")
        .hasMessageContaining("CONTRIBUTING.md, \"A new operator\"");
  }
}
