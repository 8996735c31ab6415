// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_INT32;

import io.twingraph.op.LayerNorm;

/** Normalisations from elementwise operations, as TensorFlow has no kernel for them. */
final class TfNormalizations {
  private TfNormalizations() {}

  static TfGraph.Value layerNorm(LayerNorm norm, TfNode node) {
    TfGraph graph = node.graph();
    TfGraph.Value mean = mean(node, "mean", node.input());
    TfGraph.Value squares =
        graph.floats("SquaredDifference", node.path("squares"), node.input(), mean);
    TfGraph.Value variance = mean(node, "variance", squares);
    TfGraph.Value epsilon =
        graph.constant(node.path("epsilon"), new float[] {(float) norm.epsilon()});
    TfGraph.Value sum = graph.floats("AddV2", node.path("stable"), variance, epsilon);
    TfGraph.Value scale = graph.floats("Rsqrt", node.path("rsqrt"), sum);
    TfGraph.Value centred = graph.floats("Sub", node.path("centred"), node.input(), mean);
    TfGraph.Value normal = graph.floats("Mul", node.path("normal"), centred, scale);
    TfGraph.Value scaled =
        graph.floats("Mul", node.path("scaled"), normal, node.parameter(LayerNorm.GAMMA).read());
    return graph.floats(
        "AddV2", node.path("shifted"), scaled, node.parameter(LayerNorm.BETA).read());
  }

  /** The mean over the last dimension, which stays with one value. */
  private static TfGraph.Value mean(TfNode node, String part, TfGraph.Value of) {
    TfGraph graph = node.graph();
    int last = node.inputType().rank(); // the batch is the first
    return graph
        .operation("Mean", node.path(part))
        .inputs(of, graph.constant(node.path(part + "/axis"), new int[] {last}, 1))
        .type("T", TF_FLOAT)
        .type("Tidx", TF_INT32)
        .flag("keep_dims", true)
        .value();
  }
}
