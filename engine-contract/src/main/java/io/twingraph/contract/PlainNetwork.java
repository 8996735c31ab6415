// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import io.twingraph.data.Batch;
import io.twingraph.graph.Graph;
import io.twingraph.graph.Node;
import io.twingraph.graph.Value;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One pass through a graph in double arithmetic: values, loss and, on demand, gradients. */
final class PlainNetwork {
  final Map<String, double[]> activations = new LinkedHashMap<>();
  final Map<String, double[]> activationGradients = new LinkedHashMap<>();
  final Map<String, double[]> gradients = new LinkedHashMap<>();
  double loss;

  private final Graph graph;
  private final Map<String, double[]> parameters;
  private final int n;

  private PlainNetwork(Graph graph, Map<String, double[]> parameters, int n) {
    this.graph = graph;
    this.parameters = parameters;
    this.n = n;
  }

  static PlainNetwork forward(Graph graph, Map<String, double[]> parameters, Batch batch) {
    PlainNetwork pass = new PlainNetwork(graph, parameters, batch.size());
    FloatBuffer images = batch.images();
    double[] x = new double[images.remaining()];
    for (int i = 0; i < x.length; i++) {
      x[i] = images.get(i);
    }
    pass.activations.put(graph.input().name(), x);
    for (Node node : graph.nodes()) {
      PlainNode at = pass.at(node);
      List<double[]> outputs = operator(at).forward(at);
      for (int k = 0; k < outputs.size(); k++) {
        pass.activations.put(node.outputs().get(k).name(), outputs.get(k));
      }
    }
    return pass;
  }

  private static PlainOperator operator(PlainNode at) {
    return PlainOps.TABLE.lower(at.node().op(), at).get(0);
  }

  private PlainNode at(Node node) {
    List<double[]> inputs = node.inputs().stream().map(Value::name).map(activations::get).toList();
    return new PlainNode(node, inputs, parameters, n);
  }

  double[] logits() {
    return activations.get(graph.logits().name());
  }

  /** Loss, then every gradient from the last node to the first. */
  void backward(Batch batch) {
    activationGradients.put(graph.logits().name(), lossGradient(batch));
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      PlainNode at = at(node);
      List<double[]> dy =
          node.outputs().stream().map(Value::name).map(activationGradients::get).toList();
      List<double[]> dx = operator(at).backward(at, dy, gradients);
      for (int k = 0; k < dx.size(); k++) {
        activationGradients.put(node.inputs().get(k).name(), dx.get(k));
      }
    }
    graph.inputs().forEach(input -> activationGradients.remove(input.name()));
  }

  double[] lossGradient(Batch batch) {
    int classes = graph.classes();
    double[] z = logits();
    double[] dz = new double[z.length];
    loss = 0;
    for (int s = 0; s < n; s++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        max = Math.max(max, z[s * classes + k]);
      }
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        sum += Math.exp(z[s * classes + k] - max);
      }
      int label = batch.label(s);
      loss += (Math.log(sum) + max - z[s * classes + label]) / n;
      for (int k = 0; k < classes; k++) {
        double p = Math.exp(z[s * classes + k] - max) / sum;
        dz[s * classes + k] = (p - (k == label ? 1 : 0)) / n;
      }
    }
    return dz;
  }
}
