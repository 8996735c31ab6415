// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.op.Dense;
import io.twingraph.op.Fork;
import io.twingraph.op.LeakyRelu;
import io.twingraph.op.OpSet;
import io.twingraph.op.Relu;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoweringTableTest {
  private final LoweringTable<String, String> table =
      LoweringTable.<String, String>of("mine")
          .put(Relu.class, (op, node) -> "max(" + node + ", 0)")
          .put(LeakyRelu.class, (op, node) -> op.slope() + " of " + node);

  @Test
  void operatorIsLoweredByTheMethodOfItsClass() {
    assertThat(table.lower(new Relu(), "x")).containsExactly("max(x, 0)");
    assertThat(table.lower(new LeakyRelu(0.2), "x")).containsExactly("0.2 of x");
  }

  @Test
  void operatorOfSeveralOutputsGivesThemAll() {
    table.putAll(Fork.class, (op, node) -> Collections.nCopies(op.readers(), node));
    assertThat(table.lower(new Fork(3), "x")).containsExactly("x", "x", "x");
  }

  @Test
  void everyMissingOperatorIsNamed() {
    OpSet few = new OpSet(Map.of("relu", Relu.class, "leaky_relu", LeakyRelu.class));
    assertThat(table.complete(few)).isSameAs(table);
    assertThatThrownBy(() -> table.complete(OpSet.standard()))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageStartingWith(
            "mine: the engine is not available\n  missing: a lowering of conv2d, dense, ")
        .hasMessageNotContaining("relu");
  }

  @Test
  void operatorIsLoweredOnceAndNeverPassedBy() {
    assertThatThrownBy(() -> table.put(Relu.class, (op, node) -> node))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("mine lowers Relu twice");
    assertThatThrownBy(() -> table.lower(new Dense(3), "x"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("mine does not lower dense");
  }
}
