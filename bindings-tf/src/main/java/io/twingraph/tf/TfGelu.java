// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.op.Gelu;
import io.twingraph.op.GeluTanh;

/** Both variants of gelu from elementwise operations, as TensorFlow has no kernel for either. */
final class TfGelu {
  private TfGelu() {}

  static TfGraph.Value exact(Gelu gelu, TfNode node) {
    String path = node.path("activation");
    TfGraph.Value scaled = times(node, path + "/scaled", node.input(), Math.sqrt(0.5));
    return gated(node, path, node.graph().floats("Erf", path + "/erf", scaled));
  }

  static TfGraph.Value byTanh(GeluTanh gelu, TfNode node) {
    TfGraph graph = node.graph();
    String path = node.path("activation");
    TfGraph.Value x = node.input();
    TfGraph.Value square = graph.floats("Mul", path + "/square", x, x);
    TfGraph.Value cube = graph.floats("Mul", path + "/cube", square, x);
    TfGraph.Value sum =
        graph.floats("AddV2", path + "/sum", x, times(node, path + "/part", cube, 0.044715));
    TfGraph.Value scaled = times(node, path + "/scaled", sum, Math.sqrt(2 / Math.PI));
    return gated(node, path, graph.floats("Tanh", path + "/tanh", scaled));
  }

  /** {@code x / 2 * (1 + gate)}. */
  private static TfGraph.Value gated(TfNode node, String path, TfGraph.Value gate) {
    TfGraph graph = node.graph();
    TfGraph.Value one = graph.constant(path + "/one", new float[] {1});
    TfGraph.Value sum = graph.floats("AddV2", path + "/gate", gate, one);
    return graph.floats("Mul", path, times(node, path + "/half", node.input(), 0.5), sum);
  }

  private static TfGraph.Value times(TfNode node, String path, TfGraph.Value x, double factor) {
    TfGraph.Value constant = node.graph().constant(path + "/by", new float[] {(float) factor});
    return node.graph().floats("Mul", path, x, constant);
  }
}
