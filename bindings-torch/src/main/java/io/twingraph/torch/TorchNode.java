// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.graph.Node;
import io.twingraph.op.TensorType;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * A node in its place in a step.
 *
 * @param node what to compute
 * @param inputs what it reads, images as {@code [N,C,H,W]} in channels-last memory
 * @param parameters of the whole graph by canonical name, in the inside layout
 * @param spare whether the first input may be overwritten: nobody else reads it, a gradient of the
 *     node that made it neither
 */
record TorchNode(Node node, List<Tensor> inputs, Map<String, Tensor> parameters, boolean spare) {

  /** The first input. */
  Tensor input() {
    return inputs.get(0);
  }

  /** Type of one sample of the first input. */
  TensorType inputType() {
    return node.input().type();
  }

  /** Type of one sample of the output. */
  TensorType outputType() {
    return node.output().type();
  }

  /** The parameter of this short name. */
  Tensor parameter(String shortName) {
    return parameters.get(node.parameter(shortName).name());
  }

  /** This node on another first input. */
  TorchNode on(Tensor input) {
    return new TorchNode(node, List.of(input), parameters, false);
  }
}
