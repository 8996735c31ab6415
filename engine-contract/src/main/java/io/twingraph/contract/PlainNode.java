// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import io.twingraph.graph.Node;
import java.util.List;
import java.util.Map;

/**
 * A node in its place in a pass of {@link PlainNetwork}.
 *
 * @param node what to compute
 * @param inputs what it reads, each a batch of values, row-major
 * @param parameters of the whole graph by canonical name
 * @param n samples in the batch
 */
record PlainNode(Node node, List<double[]> inputs, Map<String, double[]> parameters, int n) {

  /** The first input. */
  double[] input() {
    return inputs.get(0);
  }

  /** The parameter of this short name. */
  double[] parameter(String shortName) {
    return parameters.get(node.parameter(shortName).name());
  }
}
