// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import io.twingraph.op.Op;
import io.twingraph.op.OpSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * How one engine lowers each operator: its class to one method. A provider holds it against the
 * standard set of operators before it opens an engine.
 *
 * @param <N> what a method is given beside the operator: a node in its place
 * @param <R> what a method gives for one output
 */
public final class LoweringTable<N, R> {
  private final String engine;
  private final Map<Class<? extends Op>, BiFunction<Op, N, List<R>>> methods = new HashMap<>();

  private LoweringTable(String engine) {
    this.engine = engine;
  }

  /** An empty table of the engine of this name. */
  public static <N, R> LoweringTable<N, R> of(String engine) {
    return new LoweringTable<>(engine);
  }

  /**
   * Adds an operator with one output.
   *
   * @throws IllegalStateException if it is there already
   */
  public <O extends Op> LoweringTable<N, R> put(Class<O> type, BiFunction<O, N, R> method) {
    return putAll(type, (op, node) -> List.of(method.apply(op, node)));
  }

  /**
   * Adds an operator whose method gives all outputs, in their order.
   *
   * @throws IllegalStateException if it is there already
   */
  public <O extends Op> LoweringTable<N, R> putAll(
      Class<O> type, BiFunction<O, N, List<R>> method) {
    if (methods.put(type, (op, node) -> method.apply(type.cast(op), node)) != null) {
      throw new IllegalStateException(engine + " lowers " + type.getSimpleName() + " twice");
    }
    return this;
  }

  /**
   * Makes sure that no operator is forgotten.
   *
   * @return this table
   * @throws EngineUnavailableException if an operator of the set is missing, with the names of all
   *     that are
   */
  public LoweringTable<N, R> complete(OpSet operators) {
    List<String> missing =
        operators.operators().entrySet().stream()
            .filter(operator -> !methods.containsKey(operator.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    if (!missing.isEmpty()) {
      throw incomplete(engine, missing);
    }
    return this;
  }

  /** The failure of an engine that does not lower these operators. */
  public static EngineUnavailableException incomplete(String engine, List<String> missing) {
    return new EngineUnavailableException(
        engine,
        "the engine",
        "a lowering of " + String.join(", ", missing),
        "teach the engine each operator (CONTRIBUTING.md, \"A new operator\")",
        null);
  }

  /**
   * Lowers one node.
   *
   * @return one for each output of the operator, in their order
   * @throws IllegalStateException if the table does not have the operator
   */
  public List<R> lower(Op op, N node) {
    BiFunction<Op, N, List<R>> method = methods.get(op.getClass());
    if (method == null) {
      throw new IllegalStateException(engine + " does not lower " + op.type());
    }
    return method.apply(op, node);
  }
}
