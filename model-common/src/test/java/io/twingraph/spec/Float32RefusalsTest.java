// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import static io.twingraph.spec.Refusals.body;
import static io.twingraph.spec.Refusals.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.error.SpecException;
import io.twingraph.op.Float32;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every floating value of an experiment that engines compute with, and what float32 makes of it.
 */
class Float32RefusalsTest {
  private static final Experiment GOOD =
      Experiment.of("good", Model.of(Input.of(4, 4, 1), Layer.flatten(), Layer.dense(10)));

  /** Every such value, and an experiment that has it; all but mean must be above 0. */
  private static Map<String, DoubleConsumer> values() {
    Map<String, DoubleConsumer> values = new LinkedHashMap<>();
    values.put("learningRate", GOOD::withLearningRate);
    values.put("schedule.factor", v -> GOOD.withSchedule(Schedule.stepDecay(3, v)));
    values.put("optimizer.momentum", v -> GOOD.withOptimizer(new Optimizer.Sgd(v, false)));
    values.put("optimizer.beta1", v -> GOOD.withOptimizer(new Optimizer.Adam(v, 0.9, 1e-8)));
    values.put("optimizer.beta2", v -> GOOD.withOptimizer(new Optimizer.Adam(0.9, v, 1e-8)));
    values.put("optimizer.epsilon", v -> GOOD.withOptimizer(new Optimizer.Adam(0.9, 0.9, v)));
    values.put("model.input.mean", v -> flat(new Input(8, 8, 1, v, 1.0)));
    values.put("model.input.std", v -> flat(new Input(8, 8, 1, 0.0, v)));
    values.put(
        "model.layers[0].activation",
        v -> body(Layer.conv2d(1, 1).withActivation(ActivationFunction.leakyRelu(v))));
    values.put(
        "model.layers[0].function",
        v -> body(Layer.activation(ActivationFunction.leakyRelu(v)), Layer.flatten()));
    values.put(
        "model.layers[0].kernelInitializer", v -> conv(Initializer.normal(v), Initializer.ZEROS));
    values.put(
        "model.layers[0].biasInitializer", v -> conv(Initializer.ZEROS, Initializer.constant(v)));
    return values;
  }

  private static void flat(Input input) {
    model(input, Layer.flatten(), Layer.dense(2));
  }

  private static void conv(Initializer kernel, Initializer bias) {
    body(Layer.conv2d(1, 8).withInitializers(kernel, bias), Layer.flatten());
  }

  private static Stream<DynamicTest> each(double value, String what, String fate) {
    return values().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey() + " " + value,
                    () ->
                        assertThatThrownBy(() -> entry.getValue().accept(value))
                            .isInstanceOf(SpecException.class)
                            .hasMessageStartingWith(what + "\n  where:    " + entry.getKey() + "\n")
                            .hasMessageContaining("got:      " + value)
                            .hasMessageContaining(fate)));
  }

  @TestFactory
  Stream<DynamicTest> aValueThatIsZeroInFloat32IsRefused() {
    String what = "a number that float32 cannot hold";
    String fate = "to do:    engines compute in float32, and it is 0 there; ";
    return Stream.concat(each(1e-46, what, fate), each(4.9e-324, what, fate));
  }

  @TestFactory
  Stream<DynamicTest> aSubnormalValueIsRefusedAsEnginesDifferInIt() {
    String what = "a number that float32 cannot hold";
    String fate =
        "to do:    engines compute in float32, and it is subnormal there, which TensorFlow takes"
            + " for 0 and libtorch does not; ";
    return Stream.concat(each(1e-39, what, fate), each(1e-44, what, fate));
  }

  @TestFactory
  Stream<DynamicTest> aValueThatIsInfiniteInFloat32IsRefused() {
    return Stream.of(
            "learningRate",
            "schedule.factor",
            "optimizer.epsilon",
            "model.input.mean",
            "model.input.std",
            "model.layers[0].kernelInitializer",
            "model.layers[0].biasInitializer")
        .map(
            where ->
                DynamicTest.dynamicTest(
                    where,
                    () ->
                        assertThatThrownBy(() -> values().get(where).accept(1e308))
                            .hasMessageContaining("where:    " + where + "\n")
                            .hasMessageContaining("and it is infinite there; ")));
  }

  @TestFactory
  Stream<DynamicTest> aFractionThatIsOneInFloat32IsRefused() {
    return Stream.of(
            "optimizer.momentum",
            "optimizer.beta1",
            "optimizer.beta2",
            "model.layers[0].activation")
        .map(
            where ->
                DynamicTest.dynamicTest(
                    where,
                    () ->
                        assertThatThrownBy(() -> values().get(where).accept(0.999999999))
                            .hasMessageContaining("where:    " + where + "\n")
                            .hasMessageContaining("expected: 0 or more and below 1\n")
                            .hasMessageContaining("and it is 1 there; ")));
  }

  @Test
  void theLimitsThemselvesAreTaken() {
    values().get("optimizer.epsilon").accept(Float.MIN_NORMAL);
    values().get("learningRate").accept(Float.MAX_VALUE);
    values().get("model.input.mean").accept(0);
    values().get("model.layers[0].biasInitializer").accept(-1e30);
    values().get("model.layers[0].kernelInitializer").accept(1e37);
    assertThatCode(() -> GOOD.withValidationSplit(1e-300)).doesNotThrowAnyException();
  }

  @Test
  void drawsThatLeaveFloat32AreRefused() {
    assertThatThrownBy(() -> values().get("model.layers[0].kernelInitializer").accept(1e38))
        .hasMessageContaining("expected: a standard deviation of which ten are at most 3.4e+38")
        .hasMessageContaining("got:      1.0E38");
  }

  @Test
  void pixelsThatLeaveFloat32AreRefused() {
    assertThatThrownBy(() -> flat(new Input(8, 8, 1, 100.0, 1e-37)))
        .hasMessage(
            """
            pixels that float32 cannot hold
              where:    model.input
              expected: (b / 255 - mean) / std between 1.2e-38 and 3.4e+38 in magnitude, or 0
              got:      mean 100.0, std 1.0E-37: pixel 0 is -Infinity
              to do:    use a mean and a std between 0 and 1""");
    assertThatThrownBy(() -> flat(new Input(8, 8, 1, 0.0, 1e38)))
        .hasMessageContaining("got:      mean 0.0, std 1.0E38: pixel 1 is 3.9");
  }

  @Test
  void aRateThatASchedulePutsBelowFloat32IsZero() {
    Experiment halved = GOOD.withLearningRate(1).withSchedule(Schedule.stepDecay(1, 0.5));
    assertThat(halved.learningRateAt(127)).isEqualTo(Math.pow(0.5, 126));
    assertThat(halved.learningRateAt(128)).isZero();
    assertThat(halved.learningRateAt(5000)).isZero();
    assertThat(Float32.of(1e-39)).isZero();
    assertThat(Float32.of(-1e-46)).isZero();
    assertThat(Float32.of(Float.MIN_NORMAL)).isEqualTo(Float.MIN_NORMAL);
  }
}
