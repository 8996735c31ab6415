// SPDX-License-Identifier: Apache-2.0
package io.twingraph.graph;

import io.twingraph.op.Op;
import io.twingraph.op.Rounding;
import io.twingraph.op.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * One operator in its place.
 *
 * @param name unique in the graph
 * @param layer the layer of the model that it is part of, for people
 * @param op what it does
 * @param inputs what it reads, in the operator's order
 * @param outputs what it gives, in the operator's order
 * @param parameters in the operator's order
 */
public record Node(
    String name,
    String layer,
    Op op,
    List<Value> inputs,
    List<Value> outputs,
    List<Parameter> parameters) {
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    parameters = List.copyOf(parameters);
  }

  /** The first input; the only one of most operators. */
  public Value input() {
    return inputs.get(0);
  }

  /** The first output; the only one of most operators. */
  public Value output() {
    return outputs.get(0);
  }

  /** The types of the inputs. */
  public List<TensorType> inputTypes() {
    return inputs.stream().map(Value::type).toList();
  }

  /** Whether there are parameters. */
  public boolean hasParameters() {
    return !parameters.isEmpty();
  }

  /**
   * The parameter of this short name, such as {@code "kernel"}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Parameter parameter(String shortName) {
    return parameters.stream()
        .filter(parameter -> parameter.slot().name().equals(shortName))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException(name + " has no parameter '" + shortName + "'"));
  }

  /** The parameter that inputs are multiplied by; empty where there is none. */
  public Optional<Parameter> factor() {
    return parameters.stream().filter(parameter -> parameter.slot().multiplies()).findFirst();
  }

  /** How the output rounds. */
  public Rounding forward() {
    return op.forward(inputTypes());
  }

  /** How the gradient of an input rounds. */
  public Rounding backward(int input) {
    return op.backward(input, inputTypes());
  }

  /** Multiplications of one sample's forward pass that are added up. */
  public long multiplyAdds() {
    return op.multiplyAdds(inputTypes());
  }
}
