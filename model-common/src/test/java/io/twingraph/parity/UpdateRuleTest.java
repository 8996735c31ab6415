// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.run.RunFixtures;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import io.twingraph.spec.Schedule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole steps of the fake engine, which rounds to float32, right and with a fault planted. */
class UpdateRuleTest {
  private static final Optimizer MOMENTUM = new Optimizer.Sgd(0.9, false);
  private static final Optimizer NESTEROV = new Optimizer.Sgd(0.9, true);
  private static final Optimizer ADAM = new Optimizer.Adam(0.9, 0.99, 1e-4);
  private static final String NAME = "conv2d/kernel";

  static Stream<Experiment> experiments() {
    return Stream.of(Optimizer.sgd(), MOMENTUM, NESTEROV, ADAM)
        .map(optimizer -> RunFixtures.experiment().withOptimizer(optimizer))
        .flatMap(e -> Stream.of(e, e.withSchedule(Schedule.stepDecay(1, 0.5))));
  }

  private static Experiment experiment(Optimizer optimizer) {
    return RunFixtures.experiment().withOptimizer(optimizer);
  }

  private static List<Observation> steps(Experiment experiment, int count) {
    List<Observation> steps = new ArrayList<>();
    try (Engine engine = new FakeEngineProvider().open(EngineOptions.DEFAULT);
        LiveSubject subject =
            LiveSubject.open(engine, "fake", experiment, InitialParameters.draw(experiment))) {
      for (int step = 1; step <= count; step++) {
        Batch batch = RandomExperiments.batch(experiment, 4, step);
        steps.add(subject.step(batch));
      }
    }
    return steps;
  }

  private static List<String> wrong(Experiment experiment, Observation step, long number) {
    return wrong(experiment, step, number, "cpu");
  }

  private static List<String> wrong(
      Experiment experiment, Observation step, long number, String device) {
    EngineInfo info = new EngineInfo("fake", "1", device, 1, Map.of());
    return new Examiner(experiment)
        .update(info, step, number, new HashMap<>()).stream()
            .map(blame -> blame.place().tensor())
            .toList();
  }

  private static Observation with(Observation step, String name, IntToDoubleFunction values) {
    return new Observation(
        step.batchHash(),
        step.before(),
        step.stateBefore(),
        step.trace(),
        step.result(),
        replaced(step.updated(), name, values),
        step.state());
  }

  private static Observation withSlot(Observation step, String name, IntToDoubleFunction values) {
    OptimizerState state =
        new OptimizerState(step.state().steps(), replaced(step.state().slots(), name, values));
    return new Observation(
        step.batchHash(),
        step.before(),
        step.stateBefore(),
        step.trace(),
        step.result(),
        step.updated(),
        state);
  }

  private static TensorMap replaced(TensorMap map, String name, IntToDoubleFunction values) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>(map.asMap());
    float[] data = new float[map.get(name).size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) values.applyAsDouble(i);
    }
    tensors.put(name, HostTensor.wrap(map.get(name).shape(), data));
    return new TensorMap(tensors);
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void stepsThatAreRoundedToFloat32Pass(Experiment experiment) {
    List<Observation> steps = steps(experiment, 3);
    for (int i = 0; i < steps.size(); i++) {
      assertThat(wrong(experiment, steps.get(i), i + 1)).as("step %d", i + 1).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void learningRateThatIsAThousandthOffFails(Experiment experiment) {
    List<Observation> steps = steps(experiment, 3);
    for (int i = 0; i < steps.size(); i++) {
      Observation step = steps.get(i);
      HostTensor p0 = step.before().get(NAME);
      HostTensor p1 = step.updated().get(NAME);
      Observation off = with(step, NAME, v -> p0.value(v) + 1.001 * (p1.value(v) - p0.value(v)));
      assertThat(wrong(experiment, off, i + 1)).as("step %d", i + 1).containsExactly(NAME);
    }
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void parameterThatDoesNotMoveFails(Experiment experiment) {
    Observation step = steps(experiment, 1).get(0);
    Observation stale = with(step, NAME, step.before().get(NAME)::value);
    assertThat(wrong(experiment, stale, 1)).containsExactly(NAME);
  }

  @Test
  void gradientThatAStepOnAGpuUsesMayBeTenTimesAsFarFromTheTracedOne() {
    Experiment experiment = experiment(Optimizer.sgd()).withLearningRate(1);
    Observation step = steps(experiment, 1).get(0);
    HostTensor p1 = step.updated().get(NAME);
    HostTensor gradient = step.trace().gradients().get(NAME);
    double once = StageTolerances.rounding(4 * 16) * gradient.largestMagnitude();
    Observation off = with(step, NAME, i -> p1.value(i) + 5 * once);
    assertThat(wrong(experiment, off, 1, "cpu")).containsExactly(NAME);
    assertThat(wrong(experiment, off, 1, "cuda:0")).isEmpty();
    Observation further = with(step, NAME, i -> p1.value(i) + 40 * once);
    assertThat(wrong(experiment, further, 1, "cuda:0")).containsExactly(NAME);
  }

  /** Which bits are left of such a sum is the affair of the kernels that added it up. */
  @Test
  void gradientThatCancelsMayBeAsFarFromTheTracedOneAsItsTermsMakeIt() {
    String bias = "conv2d/bias";
    Experiment experiment = experiment(Optimizer.sgd()).withLearningRate(1);
    Observation step = steps(experiment, 1).get(0);
    Trace trace = step.trace();
    Trace cancelled =
        new Trace(
            trace.activations(),
            trace.labels(),
            trace.loss(),
            trace.activationGradients(),
            replaced(trace.gradients(), bias, i -> 1e-9));
    Observation traced =
        new Observation(
            step.batchHash(),
            step.before(),
            step.stateBefore(),
            cancelled,
            step.result(),
            step.updated(),
            step.state());
    HostTensor p0 = step.before().get(bias);
    double size =
        Math.sqrt(4 * 16) * Magnitude.rms(trace.activationGradients().get("conv2d/preactivation"));
    double once = StageTolerances.rounding(4 * 16) * size;
    assertThat(once).isGreaterThan(100 * StageTolerances.rounding(4 * 16) * 1e-9);
    assertThat(wrong(experiment, with(traced, bias, i -> p0.value(i) - 0.9 * once), 1)).isEmpty();
    assertThat(wrong(experiment, with(traced, bias, i -> p0.value(i) - 1.2 * once), 1))
        .containsExactly(bias);
  }

  @Test
  void scheduleOfAnotherStepFails() {
    Experiment experiment = experiment(Optimizer.sgd()).withSchedule(Schedule.stepDecay(1, 0.5));
    assertThat(wrong(experiment, steps(experiment, 2).get(1), 1))
        .containsExactly("conv2d/kernel", "conv2d/bias", "dense/kernel", "dense/bias");
  }

  @Test
  void velocityWithoutMomentumFailsAndTheParameterMovedByItDoesNot() {
    for (Optimizer optimizer : List.of(MOMENTUM, NESTEROV)) {
      Experiment experiment = experiment(optimizer);
      Observation step = steps(experiment, 2).get(1);
      HostTensor g = step.trace().gradients().get(NAME);
      HostTensor p0 = step.before().get(NAME);
      double along = optimizer.equals(NESTEROV) ? 1.9 : 1;
      double rate = experiment.learningRate();
      Observation forgetful = withSlot(step, NAME + "/velocity", g::value);
      Observation moved = with(forgetful, NAME, i -> p0.value(i) - rate * along * g.value(i));
      assertThat(wrong(experiment, moved, 2)).containsExactly(NAME + "/velocity");
      assertThat(wrong(experiment, forgetful, 2)).containsExactly(NAME + "/velocity", NAME);
    }
  }

  @Test
  void moveOfPlainMomentumIsNotNesterovs() {
    Observation step = steps(experiment(MOMENTUM), 2).get(1);
    assertThat(wrong(experiment(NESTEROV), step, 2))
        .contains(NAME)
        .doesNotContain(NAME + "/velocity");
  }

  @Test
  void epsilonAddedBeforeTheCorrectionFails() {
    Experiment experiment = experiment(ADAM);
    Observation step = steps(experiment, 2).get(1);
    HostTensor p0 = step.before().get(NAME);
    HostTensor m = step.state().slots().get(NAME + "/m");
    HostTensor v = step.state().slots().get(NAME + "/v");
    double rate = experiment.learningRate() * Math.sqrt(1 - 0.99 * 0.99) / (1 - 0.9 * 0.9);
    Observation hat =
        with(step, NAME, i -> p0.value(i) - rate * m.value(i) / (Math.sqrt(v.value(i)) + 1e-4));
    assertThat(wrong(experiment, hat, 2)).containsExactly(NAME);
  }

  @Test
  void adamWithoutItsCorrectionFails() {
    Experiment experiment = experiment(ADAM);
    Observation step = steps(experiment, 1).get(0);
    HostTensor p0 = step.before().get(NAME);
    HostTensor m = step.state().slots().get(NAME + "/m");
    HostTensor v = step.state().slots().get(NAME + "/v");
    double rate = experiment.learningRate();
    Observation raw =
        with(step, NAME, i -> p0.value(i) - rate * m.value(i) / (Math.sqrt(v.value(i)) + 1e-4));
    assertThat(wrong(experiment, raw, 1)).containsExactly(NAME);
    Observation square = withSlot(step, NAME + "/v", i -> 1.001 * v.value(i));
    assertThat(wrong(experiment, square, 1)).startsWith(NAME + "/v");
  }

  @Test
  void stepThatIsNotCountedFails() {
    Experiment experiment = experiment(Optimizer.sgd());
    Observation step = steps(experiment, 1).get(0);
    Observation uncounted =
        new Observation(
            step.batchHash(),
            step.before(),
            step.stateBefore(),
            step.trace(),
            step.result(),
            step.updated(),
            step.stateBefore());
    assertThat(wrong(experiment, uncounted, 1)).containsExactly("steps");
  }
}
