// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.engine.BoundaryChecks;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.Logits;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.graph.Graph;
import io.twingraph.op.TensorType;
import io.twingraph.spec.Experiment;
import java.lang.ref.Reference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.proto.RunMetadata;

/**
 * An experiment on TensorFlow: one graph, and one {@code TF_SessionRun} for each training step.
 *
 * <p>Every method holds this object's lock: TensorFlow does not allow a session to be closed while
 * another thread runs it.
 */
final class TfSession implements TrainingSession {
  private final TfEngine engine;
  private final Experiment experiment;
  private final Graph model;
  private final Deque<Runnable> owned = new ArrayDeque<>();
  private final List<TF_Tensor> scalars = new ArrayList<>();
  private TfProgram program;
  private TF_Session session;
  private TfCall training;

  /** As many as run at once; each is used by one thread at a time. */
  private final List<TfCall> evaluating = new ArrayList<>();

  private TfCall predicting;
  private TfCall tracing;
  private Map<String, String> details = Map.of();
  private long steps;
  private boolean closed;

  /** Takes a copy of {@code initial}, which is already checked. */
  TfSession(TfEngine engine, Experiment experiment, TensorMap initial) {
    this.engine = engine;
    this.experiment = experiment;
    this.model = experiment.graph();
    try {
      engine.call(() -> allocate(initial));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public synchronized Map<String, String> details() {
    checkOpen();
    return details;
  }

  @Override
  public synchronized StepResult step(Batch batch) {
    checkOpen();
    BoundaryChecks.batch(model, batch);
    return engine.call(() -> train(batch));
  }

  @Override
  public synchronized Evaluation evaluate(BatchSource batches) {
    checkOpen();
    List<Evaluation> parts = new ArrayList<>();
    for (Iterator<Batch> left = batches.iterator(); left.hasNext(); ) {
      List<Batch> group = next(left);
      parts.addAll(engine.call(() -> evaluate(group)));
    }
    return Evaluation.joined(parts);
  }

  @Override
  public synchronized HostTensor predict(Batch batch) {
    checkOpen();
    BoundaryChecks.images(model, batch);
    return engine.call(() -> logits(batch));
  }

  @Override
  public synchronized Trace trace(Batch batch) {
    checkOpen();
    BoundaryChecks.batch(model, batch);
    return engine.call(() -> record(batch));
  }

  @Override
  public synchronized TensorMap parameters() {
    checkOpen();
    return engine.call(() -> read("reading parameters", program.parameters()));
  }

  @Override
  public synchronized void load(TensorMap values) {
    checkOpen();
    BoundaryChecks.parameters(model, values);
    engine.call(() -> assign("loading parameters", program.parameters(), values));
  }

  @Override
  public synchronized OptimizerState optimizerState() {
    checkOpen();
    List<TfVariable> slots = program.optimizer().slots();
    return engine.call(
        () -> new OptimizerState(steps, read("reading the optimizer's state", slots)));
  }

  @Override
  public synchronized void load(OptimizerState state) {
    checkOpen();
    BoundaryChecks.optimizerState(experiment, state);
    List<TfVariable> slots = program.optimizer().slots();
    engine.call(() -> assign("loading the optimizer's state", slots, state.slots()));
    steps = state.steps();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    engine.call(
        () -> {
          while (!owned.isEmpty()) {
            owned.pop().run();
          }
          return null;
        });
    engine.forget(this);
  }

  /** For messages: {@code "tensorflow session of experiment 'matched'"}. */
  @Override
  public String toString() {
    return TfEngineProvider.NAME + " session of experiment '" + experiment.name() + "'";
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(this + " is closed");
    }
  }

  /** Everything made here is pushed on {@code owned} at once, so that {@link #close} frees it. */
  private Void allocate(TensorMap initial) {
    String device = engine.info().device();
    TfGraph graph = new TfGraph(TfDevices.nativeName(device));
    owned.push(graph::close);
    program = TfLowering.lower(graph, experiment);
    List<TfGraph.Value> samples = List.of(program.images(), program.labels());
    List<TfGraph.Value> results = List.of(program.loss(), program.logits());
    List<TfGraph.Value> feeds = new ArrayList<>(samples);
    for (TfGraph.Value scalar : program.optimizer().scalars()) {
      feeds.add(scalar);
      TF_Tensor tensor = TfTensors.allocate(new long[0], new float[1]);
      owned.push(tensor::close);
      scalars.add(tensor);
    }
    training = call(feeds, results, program.optimizer().updates());
    int lanes = TfLibrary.threads(engine.info().threads(), experiment.batchSize())[1];
    for (int i = 0; i < Math.min(lanes, BatchSource.VALID); i++) {
      evaluating.add(call(samples, results, List.of()));
    }
    predicting = call(samples.subList(0, 1), results.subList(1, 2), List.of());
    tracing = call(samples, program.traced(), List.of());
    session =
        TfLibrary.openSession(
            graph.pointer(), engine.info().threads(), experiment.batchSize(), device, engine.xla());
    owned.push(() -> TfLibrary.closeSession(session));
    reset(initial);
    if (!graph.onCpu() || engine.xla()) {
      details =
          TfAccount.details(
              engine.xla() ? TfLibrary.quietly(this::look) : look(),
              graph.onCpu() ? null : TfDevices.nativeName(device),
              engine.xla());
      reset(initial);
    }
    return null;
  }

  private void reset(TensorMap initial) {
    assign("opening: injecting parameters", program.parameters(), initial);
    List<TfVariable> slots = program.optimizer().slots();
    assign("opening: clearing the optimizer", slots, TfTensors.zeros(slots));
  }

  /**
   * TensorFlow's account of a step on empty images, which moves parameters: on one, or, for XLA, on
   * as many as a step has, because a program that XLA compiles is for one size of batch.
   */
  private RunMetadata look() {
    TensorType in = model.input().type();
    int size = engine.xla() ? experiment.batchSize() : 1;
    float[] pixels = new float[size * in.size()];
    Batch empty = Batch.of(in.height(), in.width(), in.channels(), pixels, new int[size]);
    setScalars();
    try (TF_Tensor images = TfTensors.wrapImages(empty);
        TF_Tensor labels = TfTensors.allocateLabels(empty)) {
      List<TF_Tensor> feeds = new ArrayList<>(List.of(images, labels));
      feeds.addAll(scalars);
      return training.explain(session, action("opening: looking where operations run"), feeds);
    } catch (EngineException e) {
      throw engine.xla() ? TfXla.refused(e) : e;
    } finally {
      Reference.reachabilityFence(empty);
    }
  }

  private TfCall call(
      List<TfGraph.Value> feeds, List<TfGraph.Value> fetches, List<TF_Operation> targets) {
    TfCall call = new TfCall(feeds, fetches, targets);
    owned.push(call::close);
    return call;
  }

  private StepResult train(Batch batch) {
    setScalars();
    String step = "train step " + (steps + 1);
    try (TfResults results = run(step, training, batch, scalars)) {
      steps++;
      Evaluation result = evaluation(batch, results);
      return new StepResult((float) result.loss(), result.correct());
    }
  }

  private void setScalars() {
    float[] numbers = program.optimizer().scalars(steps + 1);
    for (int i = 0; i < numbers.length; i++) {
      TfTensors.put(scalars.get(i), numbers[i]);
    }
  }

  /** As many of the batches that are left as run at once, checked. */
  private List<Batch> next(Iterator<Batch> left) {
    List<Batch> group = new ArrayList<>();
    while (left.hasNext() && group.size() < evaluating.size()) {
      Batch batch = left.next();
      BoundaryChecks.batch(model, batch);
      group.add(batch);
    }
    return group;
  }

  /**
   * All batches at once. A session that runs several operations at a time, each on one thread,
   * finds no second one in the forward pass of one batch.
   */
  private List<Evaluation> evaluate(List<Batch> group) {
    List<Supplier<Evaluation>> calls = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      Batch batch = group.get(i);
      TfCall call = evaluating.get(i);
      calls.add(() -> engine.lane(() -> evaluate(call, batch)));
    }
    return TfLanes.run(calls);
  }

  private Evaluation evaluate(TfCall call, Batch batch) {
    try (TfResults results = run("an evaluation", call, batch, List.of())) {
      return evaluation(batch, results);
    }
  }

  private HostTensor logits(Batch batch) {
    try (TF_Tensor images = TfTensors.wrapImages(batch);
        TfResults results = predicting.run(session, action("a prediction"), List.of(images))) {
      return results.tensor(0);
    } finally {
      Reference.reachabilityFence(batch);
    }
  }

  private Trace record(Batch batch) {
    try (TfResults results = run("a trace", tracing, batch, List.of())) {
      List<String> names = List.copyOf(program.activations().keySet());
      int count = names.size();
      Map<String, HostTensor> activations = new LinkedHashMap<>();
      activations.put(Graph.INPUT, results.tensor(1));
      activations.putAll(results.tensors(3, names).asMap());
      return new Trace(
          new TensorMap(activations),
          results.labels(2),
          results.scalar(0),
          results.tensors(3 + count, names),
          results.tensors(3 + 2 * count, program.parameterNames()));
    }
  }

  /** Loss and logits, in this order, as {@code training} and {@code evaluating} fetch them. */
  private static Evaluation evaluation(Batch batch, TfResults results) {
    return Logits.evaluation(batch, results.tensor(1), results.scalar(0));
  }

  private TfResults run(String action, TfCall call, Batch batch, List<TF_Tensor> more) {
    try (TF_Tensor images = TfTensors.wrapImages(batch);
        TF_Tensor labels = TfTensors.allocateLabels(batch)) {
      List<TF_Tensor> feeds = new ArrayList<>(List.of(images, labels));
      feeds.addAll(more);
      return call.run(session, action(action), feeds);
    } finally {
      Reference.reachabilityFence(batch);
    }
  }

  private TensorMap read(String action, List<TfVariable> variables) {
    List<String> names = variables.stream().map(TfVariable::name).toList();
    List<TfGraph.Value> values = variables.stream().map(TfVariable::read).toList();
    try (TfCall call = new TfCall(List.of(), values, List.of());
        TfResults results = call.run(session, action(action), List.of())) {
      return results.tensors(0, names);
    }
  }

  private Void assign(String action, List<TfVariable> variables, TensorMap values) {
    List<TF_Tensor> tensors = new ArrayList<>();
    try (TfCall call =
        new TfCall(
            variables.stream().map(TfVariable::given).toList(),
            List.of(),
            variables.stream().map(TfVariable::assign).toList())) {
      variables.forEach(variable -> tensors.add(TfTensors.allocate(values.get(variable.name()))));
      call.run(session, action(action), tensors).close();
    } finally {
      tensors.forEach(TF_Tensor::close);
    }
    return null;
  }

  private String action(String action) {
    return action + " (" + this + ")";
  }
}
