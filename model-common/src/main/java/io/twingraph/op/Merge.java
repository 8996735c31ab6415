// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import io.twingraph.error.SpecException;
import java.util.List;

/**
 * A function of the values at one place of several inputs of one shape: what such operators have in
 * common.
 */
public interface Merge extends Op {
  @Override
  default int leastInputs() {
    return 2;
  }

  @Override
  default int mostInputs() {
    return MANY;
  }

  @Override
  default List<TensorType> infer(List<TensorType> inputs) {
    for (TensorType input : inputs) {
      if (!input.equals(inputs.get(0))) {
        throw SpecException.of(
            type() + " of different shapes",
            "from",
            "inputs of one shape, that of the first (" + inputs.get(0) + ")",
            input,
            "nothing is broadcast: give both branches the same height, width and channels");
      }
    }
    return List.of(inputs.get(0));
  }
}
