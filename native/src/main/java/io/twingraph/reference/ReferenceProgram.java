// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.data.Batch;
import io.twingraph.engine.BoundaryChecks;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.graph.Graph;
import io.twingraph.graph.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.DoublePointer;

/** Owns a native graph and knows its values and parameters by their canonical names. */
final class ReferenceProgram implements AutoCloseable {
  private final Graph graph;
  private final ReferenceGraph natives;
  private final List<String> values;
  private final int logits;
  private final Map<String, int[]> parameterShapes;

  ReferenceProgram(Graph graph, int threads) {
    this.graph = graph;
    this.values = graph.values().stream().map(Value::name).toList();
    this.logits = values.indexOf(graph.logits().name());
    this.parameterShapes = BoundaryChecks.parameterShapes(graph);
    this.natives = ReferenceLowering.allocate(graph, threads);
  }

  /** The native graph; borrowed. */
  ReferenceGraph natives() {
    return natives;
  }

  /** Frees the native graph; the second call does nothing. */
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

  /** Runs every node on a batch; returns the logits {@code [N,classes]}. */
  HostTensor forward(Batch batch) {
    natives.prepare(batch.size());
    natives.set_images(batch.images());
    for (int node = 0; node < graph.nodes().size(); node++) {
      natives.forward(node);
    }
    return read(natives.values(logits), new int[] {batch.size(), graph.classes()});
  }

  /** The mean loss of the logits that are there; their gradient is there afterwards. */
  double loss(List<Integer> labels) {
    return natives.loss(labels.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Runs every node backward, from the loss gradient that is there. */
  void backward() {
    for (int node = graph.nodes().size() - 1; node >= 0; node--) {
      natives.backward(node);
    }
  }

  /** What {@link #forward}, {@link #loss} and {@link #backward} left. */
  Trace trace(List<Integer> labels, double loss) {
    return new Trace(
        readValues(labels.size(), 0, natives::values),
        labels,
        loss,
        readValues(labels.size(), graph.inputs().size(), natives::gradient),
        readParameters(natives::parameter_gradient));
  }

  /**
   * As {@link io.twingraph.engine.StageOracle#expected}, with the parameters that are there. Each
   * node runs when the observed values lie before it; the observed ones then replace its own.
   */
  Trace expected(Trace observed) {
    int n = observed.labels().size();
    Map<String, int[]> shapes = BoundaryChecks.activationShapes(graph, n);
    Map<String, HostTensor> activations = new LinkedHashMap<>();
    natives.prepare(n);
    int value = 0;
    for (Value input : graph.inputs()) {
      HostTensor seen = observed.activations().get(input.name());
      write(natives.values(value), seen);
      activations.put(input.name(), read(natives.values(value++), shapes.get(input.name())));
    }
    for (int node = 0; node < graph.nodes().size(); node++) {
      natives.forward(node);
      for (Value output : graph.nodes().get(node).outputs()) {
        HostTensor seen = observed.activations().get(output.name());
        DoublePointer at = natives.values(value++);
        activations.put(output.name(), exchange(at, shapes.get(output.name()), seen));
      }
    }
    double loss = loss(observed.labels());
    Map<String, HostTensor> gradients = new LinkedHashMap<>();
    values.subList(graph.inputs().size(), values.size()).forEach(name -> gradients.put(name, null));
    for (int node = graph.nodes().size() - 1; node >= 0; node--) {
      for (Value output : graph.nodes().get(node).outputs()) {
        HostTensor seen = observed.activationGradients().get(output.name());
        DoublePointer at = natives.gradient(values.indexOf(output.name()));
        gradients.put(output.name(), exchange(at, shapes.get(output.name()), seen));
      }
      natives.backward(node);
    }
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

  private TensorMap readValues(int n, int first, IntFunction<DoublePointer> of) {
    Map<String, int[]> shapes = BoundaryChecks.activationShapes(graph, n);
    Map<String, HostTensor> read = new LinkedHashMap<>();
    for (int value = first; value < values.size(); value++) {
      String name = values.get(value);
      read.put(name, read(of.apply(value), shapes.get(name)));
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
