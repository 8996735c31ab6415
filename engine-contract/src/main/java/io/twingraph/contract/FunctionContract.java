// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.data.Batch;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.op.Elementwise;
import io.twingraph.op.Float32;
import io.twingraph.op.OpSet;
import io.twingraph.op.Rounding;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every elementwise function of {@link OpSet#standard}, held to the formula that its operator
 * states: values and derivatives, from -9 to 9, at 0 and near it. A new function needs nothing
 * here.
 */
public abstract class FunctionContract extends EngineSuite {
  /** The relative error of one float32 operation. */
  private static final double ONE_OPERATION = 1.3e-6;

  private static final double NUMBER = 0.2;

  /** All functions; those that have a number with 0.2. */
  static Stream<ActivationFunction> functions() {
    OpSet operators = OpSet.standard();
    return operators.functions().stream()
        .map(
            name ->
                new ActivationFunction(
                    name, operators.numbersOf(name).isEmpty() ? null : Double.valueOf(NUMBER)));
  }

  /** From -9 to 9, near 0, and on both sides of each point where the derivative jumps. */
  private static float[] points(Elementwise function) {
    List<Float> points = new ArrayList<>();
    for (int i = -36; i <= 36; i++) {
      points.add(i / 4f);
    }
    points.addAll(List.of(1e-3f, -1e-3f, 1e-7f, -1e-7f, 0.1f, -0.1f));
    for (double jump : function.jumps()) {
      points.add(Math.nextUp((float) jump));
      points.add(Math.nextDown((float) jump));
    }
    float[] all = new float[points.size()];
    for (int i = 0; i < all.length; i++) {
      // Numbers too small for TensorFlow are 0 there.
      all[i] = Float32.of(points.get(i));
    }
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void valueAndDerivativeAreThoseOfTheFormula(ActivationFunction function) {
    Elementwise op = function.op();
    float[] x = points(op);
    Experiment experiment =
        Experiment.of(
            "function",
            Model.of(
                Input.of(1, x.length, 1),
                new Layer.Flatten("x"),
                new Layer.Activation("y", function)));
    try (TrainingSession session = open(experiment, InitialParameters.draw(experiment))) {
      Trace trace = session.trace(Batch.of(1, x.length, 1, x, 0));
      for (int i = 0; i < x.length; i++) {
        double dy = trace.activationGradients().get("y").value(i);
        String where = function + " at " + x[i];
        near(trace.activations().get("y").value(i), op.value(x[i]), op.rounding(), 1, where);
        near(
            trace.activationGradients().get("x").value(i),
            dy * op.derivative(x[i]),
            op.rounding(),
            Math.abs(dy) * Math.max(1, Math.abs(x[i])),
            "derivative of " + where);
      }
    }
  }

  /**
   * The operator's rounding. An engine may put a function together from several operations, whose
   * values are of the size of {@code x} before they cancel.
   */
  private static void near(
      double actual, double expected, Rounding rounding, double size, String where) {
    if (rounding.isExact()) {
      assertThat((float) actual).as(where).isEqualTo((float) expected);
      return;
    }
    double absolute = rounding.count() == 1 ? 0 : 2 * ONE_OPERATION * size;
    double relative = rounding.count() * ONE_OPERATION * Math.abs(expected);
    assertThat(actual).as(where).isCloseTo(expected, within(absolute + relative + 1e-30));
  }
}
