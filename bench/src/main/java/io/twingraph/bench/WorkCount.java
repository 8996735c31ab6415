// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import io.twingraph.graph.Graph;
import io.twingraph.graph.Node;

/**
 * The work that a network's definition asks for, whatever an engine makes of it: multiply-adds of
 * convolutions and dense layers, and the bytes of an update. Places of a window that lie in the
 * padding count.
 *
 * @param forward multiply-adds of one image's forward pass
 * @param train multiply-adds of one image in a training step: the forward pass, the gradients of
 *     all kernels, and the gradients of the inputs of all layers but the first one with a kernel
 * @param parameters trainable values
 */
record WorkCount(long forward, long train, long parameters) {
  /** A multiplication and an addition. */
  private static final double FLOP_PER_MULTIPLY_ADD = 2;

  private static final long BYTES_PER_VALUE = 4;

  static WorkCount of(Graph graph) {
    long forward = 0;
    long first = 0;
    for (Node node : graph.nodes()) {
      long own = node.multiplyAdds();
      first = first == 0 ? own : first;
      forward += own;
    }
    return new WorkCount(forward, 3 * forward - first, graph.parameterCount());
  }

  /** Operations of one step of this kind. */
  double flop(Workload.Kind kind, int batch) {
    long perImage = kind == Workload.Kind.FORWARD ? forward : train;
    return FLOP_PER_MULTIPLY_ADD * perImage * batch;
  }

  /**
   * Bytes that an update cannot do without: each parameter is read once and written once. Gradients
   * do not count, because an update can be part of what computes them.
   */
  double updateBytes() {
    return 2.0 * BYTES_PER_VALUE * parameters;
  }
}
