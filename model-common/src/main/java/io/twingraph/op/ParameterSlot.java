// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.util.List;

/**
 * A parameter that an operator wants.
 *
 * @param name short name, such as {@code "kernel"}
 * @param shape all dimensions: {@code [kH,kW,in,out]}, {@code [in,out]} or {@code [out]}
 * @param fanIn inputs that one output sees
 * @param fanOut outputs that one input reaches
 * @param multiplies whether inputs are multiplied by it; otherwise it is added
 * @param uses places of one sample that each of its values is used at; its gradient is a sum over
 *     these and the samples of the batch
 */
public record ParameterSlot(
    String name, List<Integer> shape, int fanIn, int fanOut, boolean multiplies, long uses) {
  public ParameterSlot {
    shape = List.copyOf(shape);
  }

  /** The number of values. */
  public long count() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }
}
