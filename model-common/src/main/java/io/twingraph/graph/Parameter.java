// SPDX-License-Identifier: Apache-2.0
package io.twingraph.graph;

import io.twingraph.op.ParameterSlot;
import java.util.List;

/**
 * One trainable tensor of a node.
 *
 * @param name canonical name, {@code layer/kernel} or {@code layer/bias}
 * @param slot what the operator says of it
 */
public record Parameter(String name, ParameterSlot slot) {

  /** All dimensions: {@code [kH,kW,in,out]}, {@code [in,out]} or {@code [out]}. */
  public List<Integer> shape() {
    return slot.shape();
  }

  /** The dimensions as an array of the caller's own. */
  public int[] dimensions() {
    return shape().stream().mapToInt(Integer::intValue).toArray();
  }

  /** The number of values. */
  public long count() {
    return slot.count();
  }
}
