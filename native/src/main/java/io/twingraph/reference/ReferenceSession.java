// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.engine.BoundaryChecks;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.Logits;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.StageOracle;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.graph.Graph;
import io.twingraph.spec.Experiment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.DoublePointer;

/** An experiment in float64: every tensor it gives is float64, and it takes either type. */
final class ReferenceSession implements TrainingSession, StageOracle {
  private final ReferenceEngine engine;
  private final Experiment experiment;
  private final Graph graph;
  private ReferenceProgram program;
  private long steps;
  private volatile boolean closed;

  /** Takes a copy of {@code initial}, which is already checked. */
  ReferenceSession(ReferenceEngine engine, Experiment experiment, TensorMap initial) {
    this.engine = engine;
    this.experiment = experiment;
    this.graph = experiment.graph();
    try {
      call("opening", () -> allocate(initial));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Void allocate(TensorMap initial) {
    program = new ReferenceProgram(graph, engine.info().threads());
    ReferenceLowering.useOptimizer(program.natives(), experiment.optimizer());
    program.write(initial);
    return null;
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
    return on(batch, "train step " + (steps + 1), () -> train(batch));
  }

  private StepResult train(Batch batch) {
    Evaluation result = evaluate(batch);
    program.backward();
    steps++;
    program.natives().update(experiment.learningRateAt(steps), (double) steps);
    return new StepResult((float) result.loss(), result.correct());
  }

  @Override
  public Evaluation evaluate(BatchSource batches) {
    checkOpen();
    return Evaluation.of(
        batches,
        batch -> {
          BoundaryChecks.batch(graph, batch);
          return on(batch, "an evaluation", () -> evaluate(batch));
        });
  }

  private Evaluation evaluate(Batch batch) {
    HostTensor logits = program.forward(batch);
    return Logits.evaluation(batch, logits, program.loss(ReferenceProgram.labels(batch)));
  }

  @Override
  public HostTensor predict(Batch batch) {
    checkOpen();
    BoundaryChecks.images(graph, batch);
    return on(batch, "a prediction", () -> program.forward(batch));
  }

  @Override
  public Trace trace(Batch batch) {
    checkOpen();
    BoundaryChecks.batch(graph, batch);
    return on(batch, "a trace", () -> record(batch));
  }

  private Trace record(Batch batch) {
    List<Integer> labels = ReferenceProgram.labels(batch);
    program.forward(batch);
    double loss = program.loss(labels);
    program.backward();
    return program.trace(labels, loss);
  }

  @Override
  public Trace expected(TensorMap parameters, Trace observed) {
    checkOpen();
    BoundaryChecks.parametersOfEitherType(graph, parameters);
    BoundaryChecks.trace(graph, observed);
    return call("working out what to expect", () -> ask(parameters, observed));
  }

  /** On a native network of its own, so that the session's stays as it is. */
  private Trace ask(TensorMap parameters, Trace observed) {
    try (ReferenceProgram oracle = new ReferenceProgram(graph, engine.info().threads())) {
      oracle.write(parameters);
      return oracle.expected(observed);
    }
  }

  @Override
  public TensorMap parameters() {
    checkOpen();
    return call("reading parameters", program::parameters);
  }

  @Override
  public void load(TensorMap parameters) {
    checkOpen();
    BoundaryChecks.parametersOfEitherType(graph, parameters);
    call(
        "loading parameters",
        () -> {
          program.write(parameters);
          return null;
        });
  }

  @Override
  public OptimizerState optimizerState() {
    checkOpen();
    return call("reading the optimizer's state", this::readState);
  }

  private OptimizerState readState() {
    Map<String, HostTensor> read = new LinkedHashMap<>();
    Map<String, int[]> shapes = BoundaryChecks.slotShapes(experiment);
    List<DoublePointer> slots = slots(shapes.size());
    shapes.forEach(
        (name, shape) -> read.put(name, ReferenceProgram.read(slots.get(read.size()), shape)));
    return new OptimizerState(steps, new TensorMap(read));
  }

  @Override
  public void load(OptimizerState state) {
    checkOpen();
    BoundaryChecks.optimizerStateOfEitherType(experiment, state);
    call("loading the optimizer's state", () -> writeState(state));
  }

  private Void writeState(OptimizerState state) {
    Map<String, int[]> shapes = BoundaryChecks.slotShapes(experiment);
    List<DoublePointer> slots = slots(shapes.size());
    int i = 0;
    for (String name : shapes.keySet()) {
      ReferenceProgram.write(slots.get(i++), state.slots().get(name));
    }
    steps = state.steps();
    return null;
  }

  /** The native slots in the order of {@link BoundaryChecks#slotShapes}. */
  private List<DoublePointer> slots(int count) {
    int parameters = graph.parameters().size();
    List<DoublePointer> slots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int each = count / parameters;
      slots.add(program.natives().slot(i / each, i % each));
    }
    return slots;
  }

  @Override
  public void close() {
    synchronized (engine) { // so that no call of another thread is under way
      if (closed) {
        return;
      }
      closed = true;
    }
    if (program != null) {
      engine.call(
          action("closing"),
          () -> {
            program.close();
            return null;
          });
    }
    engine.forget(this);
  }

  /** For messages: {@code "reference session of experiment 'matched'"}. */
  @Override
  public String toString() {
    return ReferenceEngineProvider.NAME + " session of experiment '" + experiment.name() + "'";
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(this + " is closed");
    }
  }

  /** Whether the session is open is looked at once the engine is free: see {@link #close}. */
  private <T> T call(String action, Supplier<T> body) {
    return engine.call(
        action(action),
        () -> {
          checkOpen();
          return body.get();
        });
  }

  private String action(String action) {
    return action + " (" + this + ")";
  }

  /** Keeps the batch, whose memory native code reads, until the call ends. */
  private <T> T on(Batch batch, String action, Supplier<T> body) {
    try {
      return call(action, body);
    } finally {
      Reference.reachabilityFence(batch);
    }
  }
}
