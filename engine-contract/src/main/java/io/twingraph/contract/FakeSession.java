// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.engine.BoundaryChecks;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.Logits;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.graph.Graph;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** A session of {@link FakeEngine}. */
final class FakeSession implements TrainingSession {
  private final Experiment experiment;
  private final Graph graph;
  private final Runnable onClose;
  private final Map<String, double[]> parameters = new LinkedHashMap<>();
  private final Map<String, double[]> slots = new LinkedHashMap<>();
  private long steps;
  private boolean closed;

  FakeSession(Experiment experiment, TensorMap initial, Runnable onClose) {
    this.experiment = experiment;
    this.graph = experiment.graph();
    this.onClose = onClose;
    load(initial);
    BoundaryChecks.slotShapes(experiment)
        .forEach((name, shape) -> slots.put(name, new double[size(shape)]));
  }

  @Override
  public Map<String, String> details() {
    checkOpen();
    return Map.of();
  }

  @Override
  public StepResult step(Batch batch) {
    checkOpen();
    BoundaryChecks.batch(graph, batch);
    PlainNetwork pass = PlainNetwork.forward(graph, parameters, batch);
    pass.backward(batch);
    steps++;
    pass.gradients.forEach(this::update);
    Evaluation result = Logits.evaluation(batch, logits(pass, batch), (float) pass.loss);
    return new StepResult((float) pass.loss, result.correct());
  }

  @Override
  public Evaluation evaluate(BatchSource batches) {
    checkOpen();
    return Evaluation.of(
        batches,
        batch -> {
          BoundaryChecks.batch(graph, batch);
          PlainNetwork pass = PlainNetwork.forward(graph, parameters, batch);
          pass.lossGradient(batch);
          return Logits.evaluation(batch, logits(pass, batch), pass.loss);
        });
  }

  @Override
  public HostTensor predict(Batch batch) {
    checkOpen();
    BoundaryChecks.images(graph, batch);
    return logits(PlainNetwork.forward(graph, parameters, batch), batch);
  }

  @Override
  public Trace trace(Batch batch) {
    checkOpen();
    BoundaryChecks.batch(graph, batch);
    PlainNetwork pass = PlainNetwork.forward(graph, parameters, batch);
    pass.backward(batch);
    Map<String, int[]> shapes = BoundaryChecks.activationShapes(graph, batch.size());
    Map<String, int[]> gradientShapes = new LinkedHashMap<>(shapes);
    gradientShapes.remove(Graph.INPUT);
    return new Trace(
        tensors(pass.activations, shapes),
        IntStream.range(0, batch.size()).mapToObj(batch::label).toList(),
        (float) pass.loss,
        tensors(pass.activationGradients, gradientShapes),
        tensors(pass.gradients, BoundaryChecks.parameterShapes(graph)));
  }

  @Override
  public TensorMap parameters() {
    checkOpen();
    return tensors(parameters, BoundaryChecks.parameterShapes(graph));
  }

  @Override
  public void load(TensorMap newParameters) {
    checkOpen();
    BoundaryChecks.parameters(graph, newParameters);
    newParameters.asMap().forEach((name, tensor) -> parameters.put(name, doubles(tensor)));
  }

  @Override
  public OptimizerState optimizerState() {
    checkOpen();
    return new OptimizerState(steps, tensors(slots, BoundaryChecks.slotShapes(experiment)));
  }

  @Override
  public void load(OptimizerState state) {
    checkOpen();
    BoundaryChecks.optimizerState(experiment, state);
    steps = state.steps();
    state.slots().asMap().forEach((name, tensor) -> slots.put(name, doubles(tensor)));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      onClose.run();
    }
  }

  private void update(String name, double[] g) {
    double[] p = parameters.get(name);
    double rate = experiment.learningRateAt(steps);
    for (int i = 0; i < p.length; i++) {
      p[i] = (float) (p[i] - rate * direction(name, i, g[i]));
    }
  }

  private double direction(String name, int i, double g) {
    if (experiment.optimizer() instanceof Optimizer.Adam adam) {
      double[] m = slots.get(name + "/m");
      double[] v = slots.get(name + "/v");
      m[i] = (float) (adam.beta1() * m[i] + (1 - adam.beta1()) * g);
      v[i] = (float) (adam.beta2() * v[i] + (1 - adam.beta2()) * g * g);
      double mean = m[i] / (1 - Math.pow(adam.beta1(), (double) steps));
      return mean
          / (Math.sqrt(v[i] / (1 - Math.pow(adam.beta2(), (double) steps))) + adam.epsilon());
    }
    Optimizer.Sgd sgd = (Optimizer.Sgd) experiment.optimizer();
    if (sgd.momentum() == 0) {
      return g;
    }
    double[] velocity = slots.get(name + "/velocity");
    velocity[i] = (float) (sgd.momentum() * velocity[i] + g);
    return sgd.nesterov() ? g + sgd.momentum() * velocity[i] : velocity[i];
  }

  private HostTensor logits(PlainNetwork pass, Batch batch) {
    return tensor(new int[] {batch.size(), graph.classes()}, pass.logits());
  }

  private static TensorMap tensors(Map<String, double[]> values, Map<String, int[]> shapes) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> tensors.put(name, tensor(shape, values.get(name))));
    return new TensorMap(tensors);
  }

  private static HostTensor tensor(int[] shape, double[] values) {
    float[] data = new float[values.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) values[i];
    }
    return HostTensor.wrap(shape, data);
  }

  private static double[] doubles(HostTensor tensor) {
    double[] values = new double[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.data()[i];
    }
    return values;
  }

  private static int size(int[] shape) {
    int size = 1;
    for (int dimension : shape) {
      size *= dimension;
    }
    return size;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(
          "the fake session of experiment '" + experiment.name() + "' is closed");
    }
  }
}
