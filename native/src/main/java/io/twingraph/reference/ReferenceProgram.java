// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.data.Batch;
import io.twingraph.engine.BoundaryChecks;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.graph.Graph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.DoublePointer;

/** Owns a native network and knows its stages and parameters by their canonical names. */
final class ReferenceProgram implements AutoCloseable {
  private final Graph graph;
  private final ReferenceNetwork natives;
  private final List<String> stages;
  private final Map<String, int[]> parameterShapes;

  ReferenceProgram(Graph graph, int threads) {
    this.graph = graph;
    this.stages = List.copyOf(BoundaryChecks.activationShapes(graph, 1).keySet());
    this.parameterShapes = BoundaryChecks.parameterShapes(graph);
    this.natives = ReferenceLowering.allocate(graph, threads);
  }

  /** The native network; borrowed. */
  ReferenceNetwork natives() {
    return natives;
  }

  /** Frees the native network; the second call does nothing. */
  @Override
  public void close() {
    natives.close();
  }

  void write(TensorMap parameters) {
    int index = 0;
    for (String name : parameterShapes.keySet()) {
      write(natives.parameter(index++), parameters.get(name));
    }
  }

  TensorMap parameters() {
    return readParameters(natives::parameter);
  }

  /** Runs every layer on a batch; returns the logits {@code [N,classes]}. */
  HostTensor forward(Batch batch) {
    natives.prepare(batch.size());
    natives.set_images(batch.images());
    for (int stage = 1; stage < stages.size(); stage++) {
      natives.forward(stage);
    }
    return read(natives.values(last()), new int[] {batch.size(), graph.classes()});
  }

  /** The mean loss of the logits that are there; their gradient is there afterwards. */
  double loss(List<Integer> labels) {
    return natives.loss(labels.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Runs every layer backward, from the loss gradient that is there. */
  void backward() {
    for (int stage = last(); stage > 0; stage--) {
      natives.backward(stage);
    }
  }

  /** What {@link #forward}, {@link #loss} and {@link #backward} left. */
  Trace trace(List<Integer> labels, double loss) {
    return new Trace(
        readStages(labels.size(), 0, natives::values),
        labels,
        loss,
        readStages(labels.size(), 1, natives::gradient),
        readParameters(natives::parameter_gradient));
  }

  /**
   * As {@link io.twingraph.engine.StageOracle#expected}, with the parameters that are there. Each
   * layer runs when the observed values lie before it; the observed ones then replace its own.
   */
  Trace expected(Trace observed) {
    int n = observed.labels().size();
    Map<String, int[]> shapes = BoundaryChecks.activationShapes(graph, n);
    Map<String, HostTensor> activations = new LinkedHashMap<>();
    natives.prepare(n);
    for (int stage = 0; stage < stages.size(); stage++) {
      String name = stages.get(stage);
      HostTensor seen = observed.activations().get(name);
      if (stage == 0) {
        write(natives.values(0), seen);
      } else {
        natives.forward(stage);
      }
      activations.put(name, exchange(natives.values(stage), shapes.get(name), seen));
    }
    double loss = loss(observed.labels());
    Map<String, HostTensor> backwards = new LinkedHashMap<>();
    for (int stage = last(); stage > 0; stage--) {
      String name = stages.get(stage);
      HostTensor seen = observed.activationGradients().get(name);
      backwards.put(name, exchange(natives.gradient(stage), shapes.get(name), seen));
      natives.backward(stage);
    }
    Map<String, HostTensor> gradients = new LinkedHashMap<>();
    stages.subList(1, stages.size()).forEach(name -> gradients.put(name, backwards.get(name)));
    return new Trace(
        new TensorMap(activations),
        observed.labels(),
        loss,
        new TensorMap(gradients),
        readParameters(natives::parameter_gradient));
  }

  static List<Integer> labels(Batch batch) {
    return IntStream.range(0, batch.size()).mapToObj(batch::label).toList();
  }

  /** A copy of the values at {@code from}, as many as {@code shape} has. */
  static HostTensor read(DoublePointer from, int[] shape) {
    double[] values = new double[IntStream.of(shape).reduce(1, Math::multiplyExact)];
    from.get(values);
    return HostTensor.wrap(shape, values);
  }

  /** Copies the tensor to {@code to}; float32 becomes float64 without rounding. */
  static void write(DoublePointer to, HostTensor tensor) {
    double[] values = tensor.isFloat64() ? tensor.doubles() : new double[tensor.size()];
    for (int i = 0; i < values.length && !tensor.isFloat64(); i++) {
      values[i] = tensor.data()[i];
    }
    to.put(values);
  }

  private static HostTensor exchange(DoublePointer at, int[] shape, HostTensor next) {
    HostTensor previous = read(at, shape);
    write(at, next);
    return previous;
  }

  private int last() {
    return stages.size() - 1;
  }

  private TensorMap readStages(int n, int first, IntFunction<DoublePointer> of) {
    Map<String, int[]> shapes = BoundaryChecks.activationShapes(graph, n);
    Map<String, HostTensor> read = new LinkedHashMap<>();
    for (int stage = first; stage < stages.size(); stage++) {
      String name = stages.get(stage);
      read.put(name, read(of.apply(stage), shapes.get(name)));
    }
    return new TensorMap(read);
  }

  private TensorMap readParameters(IntFunction<DoublePointer> of) {
    Map<String, HostTensor> read = new LinkedHashMap<>();
    int index = 0;
    for (Map.Entry<String, int[]> parameter : parameterShapes.entrySet()) {
      read.put(parameter.getKey(), read(of.apply(index++), parameter.getValue()));
    }
    return new TensorMap(read);
  }
}
