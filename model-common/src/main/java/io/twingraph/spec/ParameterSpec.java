// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import java.util.List;

/**
 * One trainable tensor.
 *
 * @param name canonical name, {@code layer/kernel} or {@code layer/bias}
 * @param shape canonical dimensions: {@code [kH,kW,in,out]}, {@code [in,out]} or {@code [out]}
 * @param fanIn inputs that one output sees
 * @param fanOut outputs that one input reaches
 * @param initializer where its initial values come from
 */
public record ParameterSpec(
    String name, List<Integer> shape, int fanIn, int fanOut, Initializer initializer) {
  public ParameterSpec {
    shape = List.copyOf(shape);
  }

  /** The number of values. */
  public long count() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }
}
