// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.engine.BoundaryChecks;
import io.twingraph.graph.Graph;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;

/**
 * One layer in the C++ engine, between an identity, at whose output the gradient of the layer's
 * input can be read, and a flattening that makes the output a vector.
 */
final class LayerBench implements AutoCloseable {
  /** The stage of the identity's output, which is the layer's input. */
  private static final int IN = 1;

  private final Graph graph;
  private final ReferenceProgram program;
  private final int stages;
  private final int n;

  LayerBench(Input input, Layer layer, int n, int threads) {
    List<Layer> layers = new ArrayList<>();
    layers.add(Layer.activation(ActivationFunction.LINEAR));
    if (layer instanceof Layer.Dense) {
      layers.add(Layer.flatten());
    }
    layers.add(layer);
    if (!(layer instanceof Layer.Dense) && !(layer instanceof Layer.Flatten)) {
      layers.add(Layer.flatten());
    }
    this.graph = new Model(input, layers).graph();
    this.program = new ReferenceProgram(graph, threads);
    this.stages = BoundaryChecks.activationShapes(graph, 1).size();
    this.n = n;
    natives().prepare(n);
  }

  ReferenceGraph natives() {
    return program.natives();
  }

  int inSize() {
    return n * graph.input().type().size();
  }

  int outSize() {
    return n * graph.classes();
  }

  int parameterCount() {
    return graph.parameters().size();
  }

  int parameterSize(int index) {
    return (int) graph.parameters().get(index).count();
  }

  /** The layer's input; writing to it is what {@link #forward} reads. */
  DoublePointer in() {
    return natives().values(0);
  }

  double[] forward() {
    for (int stage = 1; stage < stages; stage++) {
      natives().forward(stage - 1);
    }
    return values(natives().values(stages - 1), outSize());
  }

  /** The gradient with respect to the layer's input; those of the parameters are there after it. */
  double[] backward(double[] outGradient) {
    natives().gradient(stages - 1).put(outGradient);
    for (int stage = stages - 1; stage > IN; stage--) {
      natives().backward(stage - 1);
    }
    return values(natives().gradient(IN), inSize());
  }

  double[] parameterGradient(int index) {
    return values(natives().parameter_gradient(index), parameterSize(index));
  }

  private static double[] values(DoublePointer from, int size) {
    double[] values = new double[size];
    from.get(values);
    return values;
  }

  @Override
  public void close() {
    program.close();
  }
}
