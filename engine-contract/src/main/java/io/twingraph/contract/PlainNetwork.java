// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import io.twingraph.data.Batch;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Network;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** One pass through a network in double arithmetic: activations, loss and, on demand, gradients. */
final class PlainNetwork {
  final Map<String, double[]> activations = new LinkedHashMap<>();
  final Map<String, double[]> activationGradients = new LinkedHashMap<>();
  final Map<String, double[]> gradients = new LinkedHashMap<>();
  double loss;

  private final Network network;
  private final Map<String, double[]> parameters;
  private final int n;

  private PlainNetwork(Network network, Map<String, double[]> parameters, int n) {
    this.network = network;
    this.parameters = parameters;
    this.n = n;
  }

  static PlainNetwork forward(Network network, Map<String, double[]> parameters, Batch batch) {
    PlainNetwork pass = new PlainNetwork(network, parameters, batch.size());
    FloatBuffer images = batch.images();
    double[] x = new double[images.remaining()];
    for (int i = 0; i < x.length; i++) {
      x[i] = images.get(i);
    }
    pass.activations.put(Network.INPUT, x);
    for (Network.Node node : network.layers()) {
      x = pass.forward(node, x);
      pass.activations.put(node.name(), x);
    }
    return pass;
  }

  double[] logits() {
    return activations.get(network.layers().get(network.layers().size() - 1).name());
  }

  /** Loss, then every gradient from the last layer to the first. */
  void backward(Batch batch) {
    double[] dy = lossGradient(batch);
    for (int i = network.layers().size() - 1; i >= 0; i--) {
      Network.Node node = network.layers().get(i);
      String below = i == 0 ? Network.INPUT : network.layers().get(i - 1).name();
      activationGradients.put(node.name(), dy);
      dy = backward(node, activations.get(below), dy);
    }
  }

  double[] lossGradient(Batch batch) {
    int classes = network.classes();
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

  private double[] forward(Network.Node node, double[] x) {
    Layer layer = node.layer();
    if (layer instanceof Layer.Conv2d) {
      return activated(node, PlainLayers.conv(node, x, kernel(node), bias(node), n));
    }
    if (layer instanceof Layer.Dense) {
      return activated(node, PlainLayers.dense(x, kernel(node), bias(node), n));
    }
    if (layer instanceof Layer.Activation) {
      return apply(node.activation(), x);
    }
    if (layer instanceof Layer.MaxPool2d) {
      int[] best = PlainLayers.maxPositions(node, x, n);
      double[] y = new double[best.length];
      for (int i = 0; i < y.length; i++) {
        y[i] = x[best[i]];
      }
      return y;
    }
    return layer instanceof Layer.AvgPool2d ? PlainLayers.average(node, x, n) : x;
  }

  private double[] activated(Network.Node node, double[] z) {
    if (node.preactivation().isEmpty()) {
      return z;
    }
    activations.put(node.preactivation().get(), z);
    return apply(node.activation(), z);
  }

  private static double[] apply(ActivationFunction function, double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = PlainLayers.activate(function, x[i]);
    }
    return y;
  }

  private double[] backward(Network.Node node, double[] x, double[] dy) {
    Layer layer = node.layer();
    if (layer instanceof Layer.Activation) {
      return through(node.activation(), x, dy);
    }
    if (layer instanceof Layer.AvgPool2d) {
      return PlainLayers.averageBackward(node, dy, n);
    }
    if (layer instanceof Layer.MaxPool2d) {
      int[] best = PlainLayers.maxPositions(node, x, n);
      double[] dx = new double[x.length];
      for (int i = 0; i < best.length; i++) {
        dx[best[i]] += dy[i];
      }
      return dx;
    }
    return layer instanceof Layer.Flatten ? dy : parametric(node, x, dy);
  }

  private double[] parametric(Network.Node node, double[] x, double[] dy) {
    double[] dz = dy;
    if (node.preactivation().isPresent()) {
      dz = through(node.activation(), activations.get(node.preactivation().get()), dy);
      activationGradients.put(node.preactivation().get(), dz);
    }
    double[] dKernel = new double[kernel(node).length];
    double[] dBias = new double[bias(node).length];
    gradients.put(node.kernel().orElseThrow().name(), dKernel);
    gradients.put(node.bias().orElseThrow().name(), dBias);
    return node.layer() instanceof Layer.Conv2d
        ? PlainLayers.convBackward(node, x, kernel(node), dz, dKernel, dBias, n)
        : PlainLayers.denseBackward(x, kernel(node), dz, dKernel, dBias, n);
  }

  private static double[] through(ActivationFunction function, double[] x, double[] dy) {
    double[] dx = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      dx[i] = dy[i] * PlainLayers.derivative(function, x[i]);
    }
    return dx;
  }

  private double[] kernel(Network.Node node) {
    return parameters.get(node.kernel().orElseThrow().name());
  }

  private double[] bias(Network.Node node) {
    return parameters.get(node.bias().orElseThrow().name());
  }
}
