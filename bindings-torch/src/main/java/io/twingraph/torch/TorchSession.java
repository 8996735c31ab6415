// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.bytedeco.pytorch.global.torch.grad;

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
import io.twingraph.graph.Parameter;
import io.twingraph.nativelib.PointerTracker;
import io.twingraph.spec.Experiment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** An experiment on libtorch: parameters as leaf tensors, and autograd for their gradients. */
final class TorchSession implements TrainingSession {
  private final TorchEngine engine;
  private final Experiment experiment;
  private final Graph graph;
  private final String device;
  private final TorchLowering lowering;
  private final TorchMaking making;
  private final TorchStaging staging;
  private TorchStream stream;
  private TorchGraphs graphs;
  private final TorchGradients shortcuts;
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();

  /** The parameters as a step's forward pass takes them: without a gradient where it is a sum. */
  private final Map<String, Tensor> trained = new LinkedHashMap<>();

  private TorchOptimizer optimizer;
  private TorchTraining training;
  private volatile boolean closed;

  /** Takes a copy of {@code initial}, which is already checked. */
  TorchSession(TorchEngine engine, Experiment experiment, TensorMap initial) {
    this.engine = engine;
    this.experiment = experiment;
    this.graph = experiment.graph();
    this.device = engine.info().device();
    this.lowering = engine.lowering(experiment);
    this.making = lowering.making();
    this.staging = new TorchStaging(device);
    this.shortcuts = TorchGradients.of(experiment, device.equals("cpu"));
    try {
      call("opening", () -> stream = TorchStream.of(device));
      call("opening", () -> allocate(initial));
    } catch (RuntimeException e) {
      try {
        close();
      } catch (RuntimeException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  @Override
  public Map<String, String> details() {
    checkOpen();
    Map<String, String> details = new LinkedHashMap<>();
    if (graphs != null || !device.equals("cpu") || engine.graphsWanted()) {
      details.put("cudaGraphs", graphs == null ? engine.whyNoGraphs() : graphs.state());
    }
    if (stream != null) {
      stream.clock().median().ifPresent(ms -> details.put("gpuMillisPerStep", ms));
    }
    return details;
  }

  @Override
  public StepResult step(Batch batch) {
    checkOpen();
    BoundaryChecks.batch(graph, batch);
    return on(batch, "train step " + (optimizer.steps() + 1), () -> move(batch));
  }

  @Override
  public Evaluation evaluate(BatchSource batches) {
    checkOpen();
    return Evaluation.of(
        batches,
        batch -> {
          BoundaryChecks.batch(graph, batch);
          return withoutGradients(batch, "an evaluation", () -> evaluate(batch));
        });
  }

  @Override
  public HostTensor predict(Batch batch) {
    checkOpen();
    BoundaryChecks.images(graph, batch);
    return withoutGradients(
        batch, "a prediction", () -> TorchTensors.readActivation(logits(batch)));
  }

  @Override
  public Trace trace(Batch batch) {
    checkOpen();
    BoundaryChecks.batch(graph, batch);
    return on(batch, "a trace", () -> record(batch));
  }

  @Override
  public TensorMap parameters() {
    checkOpen();
    return withoutGradients("reading parameters", () -> TorchTensors.readParameters(parameters));
  }

  @Override
  public void load(TensorMap values) {
    checkOpen();
    BoundaryChecks.parameters(graph, values);
    withoutGradients(
        "loading parameters",
        () -> {
          making.loading();
          TorchTensors.copyParameters(values, parameters);
          return null;
        });
  }

  @Override
  public OptimizerState optimizerState() {
    checkOpen();
    return withoutGradients("reading the optimizer's state", optimizer::state);
  }

  @Override
  public void load(OptimizerState state) {
    checkOpen();
    BoundaryChecks.optimizerState(experiment, state);
    withoutGradients(
        "loading the optimizer's state",
        () -> {
          making.loading();
          optimizer.load(state);
          return null;
        });
  }

  @Override
  public void close() {
    synchronized (engine) { // so that no call of another thread is under way
      if (closed) {
        return;
      }
      closed = true;
    }
    try {
      during("closing", this::free);
    } finally {
      try {
        closeStream();
      } finally {
        engine.forget(this);
      }
    }
  }

  private void closeStream() {
    TorchStream last = stream;
    stream = null;
    if (last != null) {
      during("closing", last::close);
    }
  }

  /** For messages: {@code "torch session of experiment 'matched'"}. */
  @Override
  public String toString() {
    return TorchEngineProvider.NAME + " session of experiment '" + experiment.name() + "'";
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(this + " is closed");
    }
  }

  /** Whether the session is open is looked at once the engine is free: see {@link #close}. */
  private <T> T call(String action, Supplier<T> body) {
    return during(
        action,
        () -> {
          checkOpen();
          return body.get();
        });
  }

  private <T> T during(String action, Supplier<T> body) {
    Supplier<T> roomy = () -> withRoom(body);
    Supplier<T> here = stream == null ? roomy : () -> stream.during(roomy);
    return engine.call(action + " (" + this + ")", making, here);
  }

  /** Runs {@code body} once more without recordings, where it could not be run beside one. */
  private <T> T withRoom(Supplier<T> body) {
    if (graphs == null || !graphs.hold()) {
      return body.get();
    }
    try {
      return PointerTracker.freeingWithin(body);
    } catch (RuntimeException e) {
      if (!TorchErrors.isOutOfMemory(e)) {
        throw e;
      }
      graphs.giveUp(TorchGraphs.NO_ROOM);
      if (making.moved()) {
        throw e;
      }
    }
    making.begin();
    return body.get();
  }

  /** Keeps the batch, whose memory the native tensors borrow, until the call ends. */
  private <T> T on(Batch batch, String action, Supplier<T> body) {
    try {
      return call(action, body);
    } finally {
      Reference.reachabilityFence(batch);
    }
  }

  private <T> T withoutGradients(Batch batch, String action, Supplier<T> body) {
    return on(batch, action, () -> TorchTensors.withoutGradients(body));
  }

  private <T> T withoutGradients(String action, Supplier<T> body) {
    return call(action, () -> TorchTensors.withoutGradients(body));
  }

  private Void free() {
    TorchClosing.all(
        () -> {
          if (graphs != null) {
            graphs.close();
          }
        },
        () -> {
          parameters.values().forEach(Tensor::close);
          trained.values().forEach(Tensor::close); // most are the same objects, closed already
          staging.close();
          if (optimizer != null) {
            optimizer.close();
          }
        });
    return null;
  }

  private Void allocate(TensorMap initial) {
    for (Parameter spec : graph.parameters()) {
      making.parameter(spec.name());
      Tensor parameter = TorchTensors.allocateParameter(initial.get(spec.name()), device);
      parameters.put(spec.name(), parameter.retainReference());
      parameter.set_requires_grad(true);
    }
    trained.putAll(parameters);
    for (String bias : shortcuts.sums().keySet()) {
      trained.put(bias, parameters.get(bias).detach().retainReference());
    }
    making.slots();
    optimizer = engine.optimizer(experiment, parameters);
    TorchBackward backward = new TorchBackward(shortcuts, optimizer, making, parameters.keySet());
    training = new TorchTraining(lowering, backward, parameters, trained, shortcuts.activations());
    TorchRecorder recorder = engine.recorder(stream);
    if (recorder != null) {
      graphs = graphs(recorder);
    }
    return null;
  }

  private TorchGraphs graphs(TorchRecorder recorder) {
    Map<String, Tensor> moved = new LinkedHashMap<>(parameters);
    moved.putAll(optimizer.slots());
    int samples = experiment.batchSize();
    return new TorchGraphs(
        experiment,
        optimizer,
        moved,
        () -> new TorchFixedStep(training, graph, samples, device),
        recorder);
  }

  private StepResult move(Batch batch) {
    return graphs == null ? train(batch) : graphs.step(batch, () -> train(batch));
  }

  private StepResult train(Batch batch) {
    if (stream != null) {
      stream.clock().start();
    }
    TorchTraining.Outcome outcome = training.run(images(batch), labels(batch));
    optimizer.endStep();
    if (stream != null) {
      stream.clock().stop();
    }
    making.result();
    return TorchTensors.withoutGradients(
        () -> {
          Evaluation result = evaluation(batch, outcome.logits(), outcome.loss());
          if (stream != null) {
            stream.clock().read();
          }
          return new StepResult((float) result.loss(), result.correct());
        });
  }

  private Evaluation evaluate(Batch batch) {
    Tensor logits = logits(batch);
    return evaluation(batch, logits, loss(logits, labels(batch)));
  }

  private Tensor logits(Batch batch) {
    return lowering.forward(images(batch), parameters);
  }

  private Tensor images(Batch batch) {
    making.images(batch.size());
    return staging.images(batch);
  }

  private Tensor labels(Batch batch) {
    making.labels();
    return staging.labels(batch);
  }

  private Tensor loss(Tensor logits, Tensor labels) {
    making.loss();
    return lowering.loss(logits, labels);
  }

  private Trace record(Batch batch) {
    Tensor images = images(batch);
    images.set_requires_grad(true); // for layers before the first parameter
    Map<String, Tensor> values = new LinkedHashMap<>();
    Tensor logits = lowering.forward(images, parameters, name -> true, values::put);
    Tensor labels = labels(batch);
    Tensor loss = loss(logits, labels);
    List<Tensor> wanted = new ArrayList<>(values.values());
    wanted.addAll(parameters.values());
    TensorVector gradients = gradients(loss, vector(wanted));
    Map<String, HostTensor> activations = new LinkedHashMap<>();
    Map<String, HostTensor> activationGradients = new LinkedHashMap<>();
    Map<String, HostTensor> parameterGradients = new LinkedHashMap<>();
    int i = 0;
    for (String name : values.keySet()) {
      activations.put(name, TorchTensors.readActivation(values.get(name)));
      activationGradients.put(name, TorchTensors.readActivation(gradients.get(i++)));
    }
    activationGradients.remove(Graph.INPUT);
    for (String name : parameters.keySet()) {
      parameterGradients.put(name, TorchTensors.readParameter(gradients.get(i++)));
    }
    return new Trace(
        new TensorMap(activations),
        TorchTensors.readLabels(labels),
        loss.item_float(),
        new TensorMap(activationGradients),
        new TensorMap(parameterGradients));
  }

  private static Evaluation evaluation(Batch batch, Tensor logits, Tensor loss) {
    return Logits.evaluation(batch, TorchTensors.readActivation(logits), loss.item_float());
  }

  private TensorVector gradients(Tensor loss, TensorVector wanted) {
    making.gradients();
    return wanted.empty() ? wanted : grad(vector(List.of(loss)), wanted);
  }

  private static TensorVector vector(Collection<Tensor> tensors) {
    return new TensorVector(tensors.toArray(Tensor[]::new));
  }
}
