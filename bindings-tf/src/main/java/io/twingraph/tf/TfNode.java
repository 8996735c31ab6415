// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.graph.Node;
import io.twingraph.op.TensorType;
import java.util.List;
import java.util.Map;

/**
 * A node in its place in a graph that is being made.
 *
 * @param node what to compute
 * @param graph where its operations go
 * @param inputs what it reads
 * @param parameters of the whole graph by canonical name
 * @param inParts multiplies by kernels that are several variables
 */
record TfNode(
    Node node,
    TfGraph graph,
    List<TfGraph.Value> inputs,
    Map<String, TfVariable> parameters,
    TfKernelParts inParts) {

  /** The first input. */
  TfGraph.Value input() {
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

  /** The variable of the parameter of this short name. */
  TfVariable parameter(String shortName) {
    return parameters.get(node.parameter(shortName).name());
  }

  /** The name of an operation: {@code "layers/conv2d/bias_add"}. */
  String path(String part) {
    return "layers/" + node.layer() + "/" + part;
  }

  /** An operation on one float32 value. */
  TfGraph.Value unary(String type) {
    return graph.floats(type, path("activation"), input());
  }
}
