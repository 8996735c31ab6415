// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import io.twingraph.error.SpecException;
import java.util.List;

/**
 * {@code out = in * kernel + bias}. Input {@code [in]}; parameters {@code kernel [in,units]} and
 * {@code bias [units]}; output {@code [units]}.
 *
 * @param units output length, at least 1
 */
public record Dense(int units) implements Op {
  /** The short name of the kernel. */
  public static final String KERNEL = "kernel";

  /** The short name of the bias. */
  public static final String BIAS = "bias";

  public Dense {
    Numbers.atLeastOne(units, "units");
  }

  @Override
  public String type() {
    return "dense";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    if (!inputs.get(0).isVector()) {
      throw SpecException.of(
          "a dense layer on an image",
          "",
          "a vector as input",
          inputs.get(0) + " (height x width x channels)",
          "put a flatten layer before it");
    }
    return List.of(TensorType.vector(units));
  }

  @Override
  public List<ParameterSlot> parameters(List<TensorType> inputs) {
    int in = inputs.get(0).size();
    return List.of(
        new ParameterSlot(KERNEL, List.of(in, units), in, units, true, 1),
        new ParameterSlot(BIAS, List.of(units), in, units, false, 1));
  }

  @Override
  public Rounding forward(List<TensorType> inputs) {
    return Rounding.sum(inputs.get(0).size() + 1L);
  }

  @Override
  public Rounding backward(int input, List<TensorType> inputs) {
    return Rounding.sum(units);
  }

  @Override
  public long multiplyAdds(List<TensorType> inputs) {
    return (long) inputs.get(0).size() * units;
  }
}
