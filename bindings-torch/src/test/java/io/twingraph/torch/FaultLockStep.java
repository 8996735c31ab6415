// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.compare.Tolerance;
import io.twingraph.data.Batch;
import io.twingraph.engine.Engine;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The plain engine and a faulty one through a fault's experiment, stage by stage, each step from
 * the plain engine's state. As both run the same operations, any difference in value is the
 * fault's.
 */
final class FaultLockStep {
  private final PlantedFault fault;
  private final Experiment experiment;
  private final List<Difference> differences = new ArrayList<>();
  private int step;

  /**
   * A tensor whose values are not the same.
   *
   * @param excess largest difference, in units of what rounding may do there
   */
  record Difference(int step, String stage, String tensor, double excess) {}

  private FaultLockStep(PlantedFault fault) {
    this.fault = fault;
    this.experiment = fault.experiment();
  }

  /** Every difference, in the order in which a comparison meets them. */
  static List<Difference> differences(PlantedFault fault, Engine plain, Engine faulty) {
    FaultLockStep run = new FaultLockStep(fault);
    TensorMap initial = InitialParameters.draw(run.experiment);
    try (TrainingSession a = plain.open(run.experiment, initial);
        TrainingSession b = faulty.open(run.experiment, initial)) {
      for (run.step = 1; run.step <= fault.steps(); run.step++) {
        run.compareStep(a, b);
        b.load(a.parameters());
        b.load(a.optimizerState());
      }
    }
    return run.differences;
  }

  private void compareStep(TrainingSession a, TrainingSession b) {
    Batch batch = fault.batch(step);
    TensorMap before = a.parameters();
    TensorMap beforeInB = b.parameters();
    Trace traceA = a.trace(batch);
    Trace traceB = b.trace(batch);
    compare("batch", "input", traceA.activations(), traceB.activations(), Tolerance.bitExact());
    compare("batch", "labels", labels(traceA), labels(traceB), Tolerance.bitExact());
    compareAll("initial parameters", before, beforeInB, tensor -> Tolerance.bitExact());
    compareAll(
        "activation", traceA.activations(), traceB.activations(), tensor -> Tolerance.layer());
    compare("loss", "", scalar(traceA.loss()), scalar(traceB.loss()), Tolerance.loss());
    compareGradients(traceA.activationGradients(), traceB.activationGradients());
    compareAll(
        "parameter gradient", traceA.gradients(), traceB.gradients(), FaultLockStep::gradient);
    a.step(batch);
    b.step(batch);
    double absolute =
        traceA.gradients().asMap().values().stream()
            .mapToDouble(gradient -> gradient(gradient).absolute())
            .max()
            .orElseThrow();
    Tolerance moved = Tolerance.parametersAfterStep(experiment.learningRateAt(step), absolute);
    compareAll("updated parameters", a.parameters(), b.parameters(), tensor -> moved);
    compareAll(
        "optimizer state",
        a.optimizerState().slots(),
        b.optimizerState().slots(),
        FaultLockStep::gradient);
    Evaluation right = a.evaluate(fault.evaluation());
    Evaluation wrong = b.evaluate(fault.evaluation());
    compare("metric", "", scalar(right.loss()), scalar(wrong.loss()), Tolerance.loss());
  }

  private void compareGradients(TensorMap a, TensorMap b) {
    List<String> names = new ArrayList<>(a.names());
    Collections.reverse(names);
    for (String name : names) {
      String stage = name.equals(names.get(0)) ? "loss gradient" : "activation gradient";
      compare(stage, name, a, b, gradient(a.get(name)));
    }
  }

  private void compareAll(
      String stage, TensorMap a, TensorMap b, Function<HostTensor, Tolerance> tolerance) {
    for (String name : a.names()) {
      if (!name.equals("input")) {
        compare(stage, name, a, b, tolerance.apply(a.get(name)));
      }
    }
  }

  private void compare(String stage, String name, TensorMap a, TensorMap b, Tolerance tolerance) {
    HostTensor one = a.get(name);
    HostTensor other = b.get(name);
    double excess = 0;
    for (int i = 0; i < one.size(); i++) {
      double distance = Math.abs(one.value(i) - other.value(i));
      if (distance > 0) {
        double allowed = tolerance.allowed(one.value(i), other.value(i));
        excess = Math.max(excess, distance / allowed);
      }
    }
    if (excess > 0) {
      differences.add(new Difference(step, stage, name, excess));
    }
  }

  private static Tolerance gradient(HostTensor tensor) {
    double largest = 0;
    for (int i = 0; i < tensor.size(); i++) {
      largest = Math.max(largest, Math.abs(tensor.value(i)));
    }
    return Tolerance.gradient(largest);
  }

  private static TensorMap labels(Trace trace) {
    double[] labels = trace.labels().stream().mapToDouble(Integer::doubleValue).toArray();
    return new TensorMap(Map.of("labels", HostTensor.wrap(new int[] {labels.length}, labels)));
  }

  private static TensorMap scalar(double value) {
    return new TensorMap(Map.of("", HostTensor.wrap(new int[0], new double[] {value})));
  }
}
